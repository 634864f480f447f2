#include "report/html_parts.h"

namespace radgauge::report::html {

// Colours: Okabe & Ito's palette, darkened to 4.5:1 on white; every colour stands beside a shape and a word.
std::string_view style() {
  return R"css(
:root{--ink:#1a2129;--soft:#56616d;--rule:#d9dee3;--faint:#f5f7f8;--accent:#0b3c5d;--d0:#005f97;--d1:#b34500;--d2:#86640a;--d3:#6a737c}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:#fff;color:var(--ink);font:15px/1.5 "Source Sans 3","Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1180px;margin:0 auto;padding:34px 32px 64px}
h1{font-size:30px;line-height:1.2;margin:2px 0 8px;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:19px;margin:46px 0 12px;padding-bottom:6px;border-bottom:2px solid var(--accent);font-weight:650}
h3{font-size:15px;margin:24px 0 6px;font-weight:650}
p{margin:8px 0;max-width:80ch}
a{color:var(--accent)}
code,pre,kbd{font-family:"Source Code Pro","SFMono-Regular",Consolas,"DejaVu Sans Mono",monospace;font-size:12.5px}
pre{background:var(--faint);border:1px solid var(--rule);border-radius:3px;padding:12px 14px;overflow-x:auto;line-height:1.45;margin:10px 0}
.kicker{color:var(--accent);font-weight:650;letter-spacing:.08em;text-transform:uppercase;font-size:12px}
.facts{display:flex;flex-wrap:wrap;gap:2px 26px;margin:0;color:var(--soft);font-size:13.5px}
.facts dt{display:inline;font-weight:400}
.facts dd{display:inline;margin:0 0 0 5px;color:var(--ink)}
nav{margin:18px 0 0;padding:8px 0;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);font-size:13.5px;display:flex;flex-wrap:wrap;gap:2px 20px}
nav a{text-decoration:none}nav a:hover{text-decoration:underline}
.banner{margin:24px 0 0;border:1px solid var(--rule);border-left:6px solid var(--accent);border-radius:3px;padding:18px 22px 16px}
.banner .big{font-size:22px;line-height:1.3;font-weight:650;margin:0;max-width:none}
.banner .sub{color:var(--soft);margin:3px 0 0;max-width:none}
table{border-collapse:collapse;width:100%;margin:10px 0;font-size:13.5px}
th{text-align:left;font-weight:600;color:var(--soft);font-size:12.5px;border-bottom:1.5px solid var(--ink);padding:5px 7px 5px 0;vertical-align:bottom;line-height:1.3}
td{border-bottom:1px solid var(--rule);padding:5px 7px 5px 0;vertical-align:top}
th:last-child,td:last-child{padding-right:0}
.n{text-align:right;white-space:nowrap}
td i{color:var(--soft);font-style:normal;font-size:12px}
.f{font-weight:600;overflow-wrap:anywhere;min-width:150px}
.f span{font-weight:400;color:var(--soft);font-size:11.5px;letter-spacing:.02em;margin-left:7px}
.q{min-width:185px}
.w{color:var(--soft);font-size:12.5px;line-height:1.35;min-width:105px;max-width:230px;overflow-wrap:break-word}
b[class^=d]{font-weight:600;white-space:nowrap;font-size:13px}
b[class^=d]:before{display:inline-block;width:1.1em;margin-right:3px;font-size:11px}
.d0{color:var(--d0)}.d1{color:var(--d1)}.d2{color:var(--d2)}.d3{color:var(--d3)}
b.d0:before{content:"\25CF"}b.d1:before{content:"\25B2"}b.d2:before{content:"\25C6"}b.d3:before{content:"\25CB"}
.bar{display:flex;height:14px;min-width:220px;gap:2px;margin-top:4px}
.bar span{display:block;min-width:3px}
.bar .d0{background:var(--d0)}.bar .d1{background:repeating-linear-gradient(45deg,var(--d1) 0 4px,#cf6f33 4px 7px)}.bar .d2{background:#d9b24a}.bar .d3{background:#c3c9cf}
.s{width:104px;padding-top:9px}.s svg{display:block}
svg text{font-family:inherit}
svg .t0{stroke:var(--d0);fill:var(--d0)}svg .t1{stroke:var(--d1);fill:var(--d1)}svg .t2{stroke:var(--d2);fill:var(--d2)}svg .t3{stroke:var(--d3);fill:var(--d3)}
svg .z{stroke:#c3c9cf}svg .l{stroke:var(--ink);stroke-dasharray:2 1.5}
figure{margin:14px 0 4px;overflow-x:auto}
figcaption{color:var(--soft);font-size:13px;max-width:85ch}
details{margin:10px 0}
summary{cursor:pointer;font-weight:600;padding:4px 0}
.note{border-left:3px solid #d9b24a;background:#fdf9ee;padding:7px 12px;margin:8px 0;max-width:none}
.scroll{overflow-x:auto}
.two{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:0 40px}
dl.kv{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:3px 18px;margin:10px 0;font-size:13.5px}
dl.kv dt{color:var(--soft)}dl.kv dd{margin:0;overflow-wrap:anywhere}
footer{margin-top:44px;padding-top:10px;border-top:1px solid var(--rule);color:var(--soft);font-size:12.5px}
@media(max-width:760px){main{padding:20px 16px 40px}.two{grid-template-columns:1fr}}
@media print{@page{size:A4;margin:16mm 14mm}body{font-size:9.5pt}main{max-width:none;padding:0}nav{display:none}h2{break-after:avoid;margin-top:26px}tr,figure,.banner{break-inside:avoid}thead{display:table-header-group}table{font-size:8.5pt}.scroll,figure,pre{overflow:visible}pre{white-space:pre-wrap;overflow-wrap:anywhere}details::details-content{content-visibility:visible;height:auto}summary{list-style:none}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)css";
}

}  // namespace radgauge::report::html
