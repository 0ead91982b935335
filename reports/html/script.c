/* script.c - see html.h: what the pages of a folder do when keys are pressed
 *
 * Everything can be read without it.  It reads texts of the page and sets
 * .hidden and .textContent only, so that no text becomes markup.
 */
#include "config.h"

#include "reports/html/html.h"

/* Whether a key is meant for the page, and not for a field or the browser. */
#define PLAIN_KEY                                                   \
	"function plain(e){return !(e.ctrlKey||e.altKey||e.metaKey" \
	"||/^(INPUT|SELECT|TEXTAREA)$/.test(e.target.tagName));}\n"

const char momus_html_list_script[] =
	"'use strict';(function(){\n"
	"var form=document.getElementById('filters'),"
	"list=document.getElementById('list');\n"
	"if(!form||!list)return;\n"
	"var groups=Array.from(list.tBodies),rows=groups.flatMap("
	"function(g){return Array.from(g.rows);}),ids=null,"
	"q=form.elements.q,run=form.elements.run,"
	"boxes=Array.from(form.querySelectorAll('input[type=checkbox]')),"
	"shown=document.getElementById('shown'),at=-1,timer=0;\n" PLAIN_KEY
	"function apply(){\n"
	"if(!ids)ids=rows.map(function(r){"
	"return r.cells[0].textContent.toLowerCase();});\n"
	"var text=q.value.trim().toLowerCase(),which=run?run.value:'',n=0,"
	"want=boxes.filter(function(b){return b.checked;})"
	".map(function(b){return ' '+b.value+' ';});\n"
	"rows.forEach(function(row,i){\n"
	"var has=' '+row.dataset.f+' ',ok=ids[i].indexOf(text)>=0&&"
	"(!which||row.dataset.r===which)&&"
	"want.every(function(w){return has.indexOf(w)>=0;});\n"
	"if(row.hidden===ok)row.hidden=!ok;\n"
	"n+=ok;});\n"
	/* A group that is skipped takes the room of the rows it shows. */
	"groups.forEach(function(g){var k=0;"
	"for(var r of g.rows)k+=!r.hidden;\n"
	"g.hidden=!k;g.style.containIntrinsicHeight=31.5*k+'px';});\n"
	"shown.textContent=n+' of '+rows.length+' rows shown';\n"
	"at=-1;keep(text,which);}\n"
	/* The address keeps what is chosen, to be sent or come back to. */
	"function keep(text,which){\n"
	"var p=new URLSearchParams(),on=boxes.filter(function(b){"
	"return b.checked;}).map(function(b){return b.value;});\n"
	"if(text)p.set('q',text);if(which)p.set('run',which);"
	"if(on.length)p.set('f',on.join(','));\n"
	"try{history.replaceState(null,'',p.toString()?'#'+p:"
	"location.pathname);}catch(e){}}\n"
	"function restore(){\n"
	"if(location.hash.indexOf('=')<0)return;\n"
	"var p=new URLSearchParams(location.hash.slice(1)),"
	"f=(p.get('f')||'').split(',');\n"
	"q.value=p.get('q')||'';if(run)run.value=p.get('run')||'';\n"
	"boxes.forEach(function(b){b.checked=f.indexOf(b.value)>=0;});\n"
	"apply();}\n"
	"function step(by){\n"
	"var i=at<0&&by<0?rows.length:at;\n"
	"do i+=by;while(i>=0&&i<rows.length&&rows[i].hidden);\n"
	"if(i<0||i>=rows.length)return;\n"
	"at=i;var a=rows[i].querySelector('a');if(a)a.focus();}\n"
	"list.addEventListener('focusin',function(e){"
	"var r=e.target.closest('tr');if(r)at=rows.indexOf(r);});\n"
	"form.addEventListener('input',function(e){clearTimeout(timer);"
	"if(e.target===q)timer=setTimeout(apply,80);else apply();});\n"
	"form.addEventListener('reset',function(){setTimeout(apply,0);});\n"
	"form.addEventListener('submit',function(e){e.preventDefault();"
	"apply();});\n"
	"document.addEventListener('keydown',function(e){\n"
	"if(e.key==='Escape'&&e.target===q){q.value='';apply();q.blur();"
	"return;}\n"
	"if(!plain(e))return;\n"
	"if(e.key==='/'){e.preventDefault();q.focus();q.select();}\n"
	"else if(e.key==='j'||e.key==='n')step(1);\n"
	"else if(e.key==='k'||e.key==='p')step(-1);\n"
	"else if(e.key==='x'){form.reset();}\n"
	"else if(e.key==='?'){var h=document.getElementById('keys');"
	"h.open=true;h.scrollIntoView();}});\n"
	"form.hidden=false;restore();"
	"addEventListener('hashchange',restore);})();\n";

const char momus_html_keys_script[] =
	"'use strict';(function(){\n"
	"var turns=Array.from(document.querySelectorAll('.turn'));\n" PLAIN_KEY
	"function go(rel){var a=document.querySelector('nav a[rel='+rel+']');"
	"if(a)location.href=a.href;}\n"
	/* From the turn that has the focus, else from the one in sight. */
	"function step(by){\n"
	"var i=turns.indexOf(document.activeElement&&"
	"document.activeElement.closest('.turn'));\n"
	"if(i<0)i=turns.findIndex(function(t){"
	"return t.getBoundingClientRect().bottom>8;})-(by>0);\n"
	"i=Math.max(0,Math.min(turns.length-1,i+by));\n"
	"if(turns[i]){turns[i].focus({preventScroll:true});"
	"turns[i].scrollIntoView();}}\n"
	"function fold(){var all=Array.from(document.querySelectorAll("
	"'main details')),open=all.some(function(d){return !d.open;});\n"
	"all.forEach(function(d){d.open=open;});}\n"
	"document.addEventListener('keydown',function(e){\n"
	"if(!plain(e))return;\n"
	"switch(e.key){case 'n':go('next');break;case 'p':go('prev');break;"
	"case 'u':go('up');break;case 'j':step(1);break;case 'k':step(-1);"
	"break;case 'o':fold();break;"
	"case '?':var h=document.getElementById('keys');h.open=true;"
	"h.scrollIntoView();}});})();\n";
