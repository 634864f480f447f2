#include "report/html_parts.h"

namespace radgauge::report::html {

// An enhancement only: sorts tables of class "tools" by a click on a heading, filters long ones, and unfolds
// everything for the printer. The page's policy admits exactly this text by its hash.
std::string_view script() {
  return R"js(
(function(){'use strict';
function key(cell){
  var t=cell.textContent.trim().replace(/\u2212/g,'-').replace(/^([<>]|beyond|before)\s*/,'');
  var m=/^([-+]?[\d.]+)(?:\u00d710(-?\d+))?/.exec(t);
  return m?parseFloat(m[1])*Math.pow(10,m[2]?+m[2]:0):t==='\u2013'||t===''?NaN:t.toLowerCase();
}
function compare(a,b){
  var x=a[0],y=b[0],n=x!==x,m=y!==y;
  if(n||m)return n-m;
  return typeof x!==typeof y?(typeof x==='number'?-1:1):x<y?-1:x>y?1:0;
}
function sortable(table){
  var body=table.tBodies[0],heads=[].slice.call(table.tHead.rows[0].cells);
  heads.forEach(function(th,i){
    var button=document.createElement('span');
    button.setAttribute('role','button');
    button.tabIndex=0;
    while(th.firstChild)button.appendChild(th.firstChild);
    th.appendChild(button);
    button.addEventListener('keydown',function(e){
      if(e.key==='Enter'||e.key===' '){e.preventDefault();button.click()}
    });
    button.addEventListener('click',function(){
      var sign=th.getAttribute('aria-sort')==='ascending'?-1:1;
      heads.forEach(function(h){h.removeAttribute('aria-sort')});
      th.setAttribute('aria-sort',sign>0?'ascending':'descending');
      [].slice.call(body.rows).map(function(r){return[key(r.cells[i]),r]}).sort(function(a,b){
        var none=(a[0]!==a[0])||(b[0]!==b[0]);
        return none?compare(a,b):sign*compare(a,b);
      }).forEach(function(p){body.appendChild(p[1])});
    });
  });
  if(body.rows.length<12)return;
  var label=document.createElement('label'),input=document.createElement('input'),out=document.createElement('output');
  label.className='filter';
  input.type='search';
  input.placeholder='words that a row must hold';
  label.append('Filter ',input,' ',out);
  input.addEventListener('input',function(){
    var words=input.value.toLowerCase().split(/\s+/),n=0;
    [].forEach.call(body.rows,function(r){
      var t=r.textContent.toLowerCase(),show=words.every(function(w){return t.indexOf(w)>=0});
      r.hidden=!show;n+=show;
    });
    out.textContent=input.value?n+' of '+body.rows.length:'';
  });
  table.parentNode.parentNode.insertBefore(label,table.parentNode);
}
[].forEach.call(document.querySelectorAll('table.tools'),sortable);
addEventListener('beforeprint',function(){
  [].forEach.call(document.querySelectorAll('details:not([open]):not(.screen)'),function(d){d.open=true;d.dataset.folded=''});
});
addEventListener('afterprint',function(){
  [].forEach.call(document.querySelectorAll('details[data-folded]'),function(d){d.open=false;delete d.dataset.folded});
});
})();
)js";
}

}  // namespace radgauge::report::html
