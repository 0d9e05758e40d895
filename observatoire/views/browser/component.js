/* First script of the map's frame, which runs what it is sent: it then listens to our own page only. Another site may
 * frame our page (`?embed=1`), and so could reach the frame inside it. */
"use strict";
window.addEventListener(
  "message",
  (event) => {
    if (event.source !== window.parent || event.origin !== location.origin) event.stopImmediatePropagation();
  },
  true,
);
