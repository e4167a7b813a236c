// Start Swagger UI on the page /docs. A file of its own: inline scripts are forbidden there.
"use strict";

// Swagger UI has a dark style, and does not look at what the person's system says.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

const ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  oauth2RedirectUrl: window.location.origin + "/docs/oauth2-redirect.html",
});
ui.initOAuth({ usePkceWithAuthorizationCodeGrant: true });
