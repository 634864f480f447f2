#include "report/certificate_parts.h"

namespace radgauge::report {
namespace {

/// Text inside a CSS string: letters, digits and a few marks; anything else becomes a space.
std::string css_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == ' ';
    out += plain ? c : ' ';
  }
  return out;
}

// Colours as in the report: Okabe & Ito's palette, darkened to 4.5:1 on white; each beside a shape of its
// own.
constexpr std::string_view kStyle = R"css(
:root{--ink:#1a2129;--soft:#56616d;--rule:#c9d0d6;--accent:#0b3c5d}
*{box-sizing:border-box}
body{margin:0;background:#fff;color:var(--ink);font:8.8pt/1.34 "Source Sans 3","Segoe UI","Helvetica Neue",Arial,"DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:182mm;margin:0 auto;padding:10mm 0}
h1{font-size:16pt;line-height:1.15;margin:1mm 0 2.5mm;font-weight:650;letter-spacing:-.01em}
h2{font-size:10.5pt;margin:3.6mm 0 1.2mm;padding-bottom:.7mm;border-bottom:.5mm solid var(--accent);font-weight:650;break-after:avoid}
p{margin:1mm 0}
code{font-family:"Source Code Pro",Consolas,"DejaVu Sans Mono",monospace;font-size:8pt}
.kicker{color:var(--accent);font-weight:650;letter-spacing:.08em;text-transform:uppercase;font-size:8pt;margin:0}
.ids{display:flex;flex-wrap:wrap;gap:0 7mm;color:var(--soft);margin:0}
.ids b{color:var(--ink)}
.verdict{border:.3mm solid var(--rule);border-left:1.6mm solid var(--accent);padding:2mm 4mm;margin-top:2.5mm;break-inside:avoid}
.verdict .big{font-size:13pt;line-height:1.25;font-weight:650;margin:0 0 .5mm}
.warn{color:#8f3700;font-weight:600}ul.warn{font-weight:400}
ul{margin:1mm 0;padding-left:4.5mm}
li{margin:.3mm 0}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.4mm 5mm;margin:1mm 0}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
dl.hash{font-size:8pt;gap:.2mm 4mm}
dl.hash dd{overflow-wrap:normal;white-space:nowrap;font-family:"Source Code Pro",Consolas,"DejaVu Sans Mono",monospace;font-size:7pt;line-height:1.6}
table{border-collapse:collapse;margin:1mm 0;font-size:8pt;width:100%}
th{text-align:left;font-weight:600;color:var(--soft);border-bottom:.35mm solid var(--ink);padding:.5mm 2mm .5mm 0;vertical-align:bottom}
td{border-bottom:.2mm solid var(--rule);padding:.5mm 2mm .5mm 0;vertical-align:top}
td:last-child,th:last-child{padding-right:0}
td i{color:var(--soft);font-style:normal}
.n{text-align:right}td.n{white-space:nowrap}
thead{display:table-header-group}
tr{break-inside:avoid}
.features table{font-size:6.8pt;line-height:1.15}
.features td{padding:.22mm 1mm .22mm 0}
.features td.f,.features td.s{white-space:nowrap}
.legend{font-size:8pt;color:var(--soft)}
.legend b{color:var(--ink)}
.features .f span,.features .s span{color:var(--soft);font-size:5.8pt}
.features td.c,.features td.o{white-space:nowrap;width:1%;padding-left:1.5mm}
.features td.o{color:var(--soft)}
.features th.q{padding-left:1.5mm}
.features tr.g th{color:var(--ink);font-size:8pt;padding-top:1.6mm;border-bottom:.2mm solid var(--ink);break-after:avoid}
.features tr.g{break-after:avoid}
.features.two{columns:2;column-gap:7mm}
b[class^=d]{font-weight:400}
.legend b.d0,.d0{color:#005f97}.legend b.d1,.d1{color:#b34500}.legend b.d2,.d2{color:#86640a}.legend b.d3,.d3{color:#6a737c}
.sign{break-inside:avoid}
.fields{display:grid;grid-template-columns:1.2fr 1.2fr .7fr 1.6fr;gap:0 6mm;margin-top:6mm}
.line{display:block;border-bottom:.3mm solid var(--ink);min-height:5mm;overflow-wrap:anywhere}
.label{color:var(--soft);font-size:8pt}
.fields div{display:flex;flex-direction:column;justify-content:flex-end}
@media print{main{max-width:none;padding:0}.annex{break-before:page}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
@media screen and (max-width:190mm){main{padding:6mm}.fields{grid-template-columns:1fr 1fr;gap:6mm}.features.two{columns:1}}
)css";

}  // namespace

html::Markup certificate_style(std::string_view number, std::string_view study) {
  const std::string box =
      "font:7.5pt \"Source Sans 3\",\"Segoe UI\",\"Helvetica Neue\",Arial,\"DejaVu Sans\",sans-serif;"
      "color:#56616d";
  return html::Markup::trusted(
      "@page{size:A4;margin:17mm 14mm 16mm;@top-left{content:\"radgauge certificate " + css_text(number) +
      "\";" + box + "}@top-right{content:\"" + css_text(study) + "\";" + box +
      "}@bottom-right{content:\"page \" counter(page) \" of \" counter(pages);" + box + "}}" +
      std::string(kStyle));
}

}  // namespace radgauge::report
