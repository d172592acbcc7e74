// Every page works without this file. It signs in from a link, and spares a click or two.
"use strict";

// A one-time link keeps its token behind the #, so that it is in no log; only here it is read.
const link = document.getElementById("link-form");
const goOn = document.getElementById("go-on");
function followLink() {
  if (location.hash.length < 20) return false;
  link.elements.token.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  link.submit();
  return true;
}
if (link) {
  // Who is signed in and brings no link has nothing to do at the door.
  if (!followLink() && goOn) location.replace(goOn.href);
  addEventListener("hashchange", followLink);
}

// A filter that asks for all need not stand in the address.
for (const form of document.querySelectorAll("form:not([method])")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (!value) formData.delete(name);
  });
}

for (const form of document.querySelectorAll("form[data-at-once]")) {
  form.addEventListener("change", (event) => {
    if (event.target.tagName === "SELECT") form.requestSubmit();
  });
}

for (const button of document.querySelectorAll("button[data-copies]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
    button.textContent = button.dataset.done;
  });
}
