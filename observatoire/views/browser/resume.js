/* The link of a respondent ends with their code, after a #: no server and no log ever gets that part of an address. This
 * script, the only one of the plain pages of surveys, takes it out of the address and sends it as the form does. A
 * browser that does not run it shows the form, in which the code is typed. */
"use strict";
const form = document.querySelector("form[data-otc-resume]");

function resume() {
  const code = location.hash.slice(1);
  if (!form || !code) return;
  history.replaceState(null, "", location.pathname);
  form.elements.code.value = code;
  form.elements.face.value = "pages"; /* who runs scripts of today has the application */
  form.submit();
}

resume();
addEventListener("hashchange", resume);
