// Swagger UI on /api/docs. No validator: it would send the description to somebody else's server.
/** @type {any} */ (window).SwaggerUIBundle({
  url: document.getElementById("api")?.dataset.description,
  dom_id: "#api",
  deepLinking: true,
  validatorUrl: null,
  displayRequestDuration: true,
  docExpansion: "none",
  tryItOutEnabled: true,
});
