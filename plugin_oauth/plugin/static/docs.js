// Start Swagger UI on the page /docs. A file of its own: inline scripts are forbidden there.
"use strict";

const ui = SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  oauth2RedirectUrl: window.location.origin + "/docs/oauth2-redirect.html",
});
ui.initOAuth({ usePkceWithAuthorizationCodeGrant: true });
