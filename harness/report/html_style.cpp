#include "report/html_parts.h"

namespace radgauge::report::html {
namespace {

constexpr int kColumns = 20;  // of the widest table

// Colours: Okabe & Ito's palette, darkened to 4.5:1 on white; every colour stands beside a shape and a word.
// Shades of the heat map: one hue, light to dark, so that they survive black and white.
constexpr std::string_view kStyle = R"css(
:root{--ink:#1a2129;--soft:#56616d;--rule:#d9dee3;--faint:#f5f7f8;--accent:#0b3c5d;--d0:#005f97;--d1:#b34500;--d2:#86640a;--d3:#616a73}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:#fff;color:var(--ink);font:15px/1.5 "Source Sans 3","Segoe UI",system-ui,-apple-system,"Helvetica Neue",Arial,"DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:1240px;margin:0 auto;padding:34px 32px 64px}
h1{font-size:30px;line-height:1.2;margin:2px 0 8px;font-weight:650;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{font-size:19px;margin:46px 0 12px;padding-bottom:6px;border-bottom:2px solid var(--accent);font-weight:650}
h3{font-size:15px;margin:24px 0 6px;font-weight:650}
p,ul{margin:8px 0;max-width:88ch}
ul{padding-left:20px}li{margin:3px 0}
a{color:var(--accent)}
code,pre{font-family:"Source Code Pro","SFMono-Regular",Consolas,"DejaVu Sans Mono",monospace;font-size:12.5px}
td code{overflow-wrap:anywhere}
pre{background:var(--faint);border:1px solid var(--rule);border-radius:3px;padding:12px 14px;overflow-x:auto;line-height:1.45;margin:10px 0}
.kicker{color:var(--accent);font-weight:650;letter-spacing:.08em;text-transform:uppercase;font-size:12px}
.facts{display:flex;flex-wrap:wrap;gap:2px 26px;margin:0;color:var(--soft);font-size:13.5px}
.facts dt{display:inline;font-weight:400}
.facts dd{display:inline;margin:0 0 0 5px;color:var(--ink)}
nav{margin:18px 0 0;padding:8px 0;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule);font-size:13.5px;display:flex;flex-wrap:wrap;gap:2px 20px}
nav a{text-decoration:none}nav a:hover{text-decoration:underline}
.banner{margin:24px 0 0;border:1px solid var(--rule);border-left:6px solid var(--accent);border-radius:3px;padding:18px 22px 16px}
.big{font-size:22px;line-height:1.3;font-weight:650;margin:0;max-width:none}
.sub{color:var(--soft);margin:3px 0 0;max-width:none}
.use{display:grid;grid-template-columns:minmax(120px,210px) minmax(0,1fr);gap:6px 18px;margin:8px 0;font-size:13.5px;line-height:1.45}
.use dt{font-weight:600}.use dt span{color:var(--soft);font-weight:400}.use dd{margin:0}
.foot{color:var(--soft);font-size:13px;margin:4px 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin:10px 0;font-size:13px;line-height:1.35}
caption{text-align:left;font-weight:600;padding:0 0 4px}
thead th{text-align:left;font-weight:600;color:var(--soft);font-size:12px;border-bottom:1.5px solid var(--ink);padding:5px 12px 5px 0;vertical-align:bottom}
th{text-align:left}
tbody th{font-weight:600;min-width:120px;overflow-wrap:anywhere}
tbody th,td{border-bottom:1px solid var(--rule);padding:4px 12px 4px 0;vertical-align:top}
tr>:last-child{padding-right:0}
td i,th i{color:var(--soft);font-style:normal;font-size:11.5px;font-weight:400}
.why td:last-child{color:var(--soft);font-size:12px;min-width:90px;max-width:230px;overflow-wrap:break-word}
.why tbody th{min-width:205px}
.narrow{max-width:460px}
b[class^=d],td[class^=d]{font-weight:600;white-space:nowrap}
b[class^=d]:before,td[class^=d]:before{display:inline-block;min-width:1em;margin-right:.3em;font-size:11px}
.general td,.general tbody th{padding-right:7px;font-size:12px}.general td[class^=d]{font-weight:400;font-size:11.5px}.general tbody th{min-width:140px}.general thead th{padding-right:7px}
.d0{color:var(--d0)}.d1{color:var(--d1)}.d2{color:var(--d2)}.d3{color:var(--d3)}
b.d0:before,td.d0:before{content:"\25CF"}b.d1:before,td.d1:before{content:"\25B2"}b.d2:before,td.d2:before{content:"\25C6"}b.d3:before,td.d3:before{content:"\25CB"}
.bar{display:flex;height:13px;min-width:180px;gap:2px;margin-top:3px}
.bar span{display:block;min-width:3px}
.bar .d0{background:var(--d0)}.bar .d1{background:repeating-linear-gradient(45deg,var(--d1) 0 4px,#cf6f33 4px 7px)}.bar .d2{background:#d9b24a}.bar .d3{background:#c3c9cf}
.heat table{width:auto}.heat td{text-align:center;padding:6px 14px;border:2px solid #fff;min-width:86px;font-size:12.5px}.heat thead th{text-align:center;padding:5px 10px}.heat thead th:first-child{text-align:left;padding-left:0}.heat tbody th{border:0;vertical-align:middle}
.h0{background:#f7f9fb}.h1{background:#e6eef5}.h2{background:#d3e2ee}.h3{background:#b9d2e5}.h4{background:#97bedb}.h5{background:#6fa5cd;color:#000}.h6{background:#3a7db0;color:#fff}.h7{background:#1e659b;color:#fff}.h8{background:#0b4a7c;color:#fff}
figure{margin:14px 0 4px;overflow-x:auto}
figure img{display:block;max-width:100%;height:auto}
figcaption{color:var(--soft);font-size:13px;max-width:88ch}
svg text{font-family:inherit}
.forest{display:block;max-width:100%;height:auto;font-size:12px}
.forest text{fill:#1a2129}.forest .k{font-size:11px;fill:#56616d}.forest .v text{fill:#56616d}.forest .e{text-anchor:end}.forest .m{text-anchor:middle}.forest .b{fill:#f0f3f6}.forest .o{stroke:#1a2129;stroke-width:1.2}.forest [class^=t]{stroke-width:1.6;stroke-linejoin:round}
svg .t0{stroke:var(--d0);fill:var(--d0)}svg .t1{stroke:var(--d1);fill:var(--d1)}svg .t2{stroke:var(--d2);fill:var(--d2)}svg .t3{stroke:var(--d3);fill:#fff}
.dose{display:block;max-width:100%;height:auto;font-size:10.5px}
.dose text{fill:#56616d}.dose .e{text-anchor:end}.dose .m{text-anchor:middle}.dose .h{font-size:12px;font-weight:650;fill:#1a2129}.dose .k{font-weight:400;fill:#56616d}.dose .wn{text-anchor:end;fill:var(--d1)}.dose path{fill:none}.dose .g{stroke:#e6eaee}.dose .q1{fill:#dbe7f1}.dose .q2{fill:#aecae0}.dose .md{stroke:#0b4a7c;stroke-width:1.8}.dose .one{stroke:#3a7db0;stroke-width:1}.dose .w{stroke:var(--d1);stroke-width:1.3;stroke-dasharray:2 2}.dose .r{stroke:#1a2129;stroke-width:.8;opacity:.45}.dose .c{fill:#1a2129;stroke:#fff;stroke-width:.8}
.plot{display:inline-block;max-width:100%;height:auto;font-size:10.5px}.plots{display:flex;flex-wrap:wrap;gap:4px}
.plot text{fill:#56616d}.plot .e{text-anchor:end}.plot .m{text-anchor:middle}.plot .h{font-size:12px;font-weight:650;fill:#1a2129}.plot path{fill:none}.plot .g{stroke:#c3c9cf}.plot .b{stroke:#1a2129;stroke-width:1.8}.plot .p{stroke:#005f97;stroke-width:4;stroke-linecap:round;stroke-opacity:.55}.plot [class^=c]{stroke-width:1.3;fill-opacity:.25}.plot .c0{stroke:#005f97;fill:#005f97}.plot .c1{stroke:#b34500;fill:#b34500}.plot .c2{stroke:#00795a;fill:#00795a}.plot .c3{stroke:#86640a;fill:#86640a}.plot .c4{stroke:#8a3a78}.plot .c5{stroke:#2b7bba}.plot .c6{stroke:#1a2129;fill:#1a2129}.plot .c7{stroke:#616a73}
svg .z{stroke:#98a2ab}svg .l{stroke:var(--ink);stroke-dasharray:4 3}
details{margin:10px 0}
summary{cursor:pointer;font-weight:600;padding:4px 0}
.note{border-left:3px solid #d9b24a;background:#fdf9ee;padding:7px 12px;margin:8px 0;max-width:none}
dl.kv{display:grid;grid-template-columns:minmax(90px,max-content) minmax(0,1fr);gap:3px 18px;margin:10px 0;font-size:13.5px}
dl.kv dt{color:var(--soft);max-width:260px}dl.kv dd{margin:0;overflow-wrap:anywhere}
th [role=button]{cursor:pointer}th [role=button]:hover{text-decoration:underline}th [role=button]:focus-visible{outline:2px solid var(--accent)}
th[aria-sort] [role=button]:after{content:" \25B4"}th[aria-sort=descending] [role=button]:after{content:" \25BE"}
.filter{display:block;font-size:13px;color:var(--soft)}.filter input{font:inherit;padding:2px 6px;border:1px solid #98a2ab;border-radius:3px;width:230px}
footer{margin-top:44px;padding-top:10px;border-top:1px solid var(--rule);color:var(--soft);font-size:12.5px}
@media(max-width:760px){main{padding:20px 16px 40px}.use{grid-template-columns:1fr}}
.print{display:none}
@media print{.print{display:block}
@page{size:A4;margin:15mm 13mm}@page wide{size:A4 landscape;margin:13mm}.why{page:wide}
body{font-size:8.6pt;line-height:1.32}main{max-width:none;padding:0}nav,.filter,.screen{display:none}
h1{font-size:18pt}h2{font-size:12pt;margin-top:14px}h2,h3,summary,caption{break-after:avoid}
tr,svg,.banner h3,.use dd,.note{break-inside:avoid}thead{display:table-header-group}
table{font-size:7.6pt}thead th{font-size:7.2pt}tbody th,td,thead th{padding-right:6px}tbody th{min-width:90px}td i,th i,.why td:last-child{font-size:6.8pt}
.scroll,figure,pre{overflow:visible}pre{white-space:pre-wrap;overflow-wrap:anywhere}
a{color:inherit;text-decoration:none}.bar{min-width:90px}.why tbody th{min-width:110px}.why td:last-child{min-width:150px}
.use{grid-template-columns:36mm minmax(0,1fr);font-size:8.6pt;gap:3px 10px}#study table,.heat table{break-inside:avoid}
summary{list-style:none}details::details-content{content-visibility:visible;height:auto}
.general td,.general tbody th{font-size:6.6pt;padding:.3px 5px .3px 0;line-height:1.2;white-space:nowrap}.general td[class^=d]{font-size:0}.general td[class^=d]:before{font-size:7pt}.general tbody th{min-width:0}
.forest{width:78%}
.heat td{border:1px solid #98a2ab;padding:3px 6px;min-width:50px}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)css";

}  // namespace

Markup style() {
  Markup align, wrap;
  for (int c = 1; c <= kColumns; ++c) {
    const Markup separator = c > 1 ? Markup(",") : Markup();
    align += separator + ".n" + count(c) + " tr>:nth-child(" + count(c) + ")";
    wrap += separator + ".n" + count(c) + " td:nth-child(" + count(c) + ")";
  }
  return Markup::trusted(std::string(kStyle)) + align + "{text-align:right}\n" + wrap +
         "{white-space:nowrap}\n";
}

}  // namespace radgauge::report::html
