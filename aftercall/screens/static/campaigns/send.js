// A file on its way to the server. fetch cannot say how far it is, so this is the older way.
import { answer, ApiError, ROOT } from "~/core/api.js";

/**
 * @param {File} file
 * @param {Record<string, string>} query
 * @param {(part: number) => void} told 0..1
 * @returns {{done: Promise<any>, stop: () => void}}
 */
export function send(file, query, told) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.upload.onprogress = (event) => event.lengthComputable && told(event.loaded / event.total);
    request.onload = () => answer(asResponse(request)).then(resolve, reject);
    request.onerror = () => reject(new ApiError(0, { code: "unreachable", why: "the file did not arrive", remedy: "send it again" }));
    request.onabort = () => reject(new ApiError(0, { code: "stopped", why: "sending was stopped; nothing of it is kept" }));
    request.open("POST", `${ROOT}/uploads?${new URLSearchParams({ file: file.name, ...query })}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.send(file);
  });
  return { done, stop: () => request.abort() };
}

/** @param {XMLHttpRequest} request */
function asResponse(request) {
  return new Response(request.responseText, { status: request.status, headers: { "Content-Type": request.getResponseHeader("Content-Type") ?? "" } });
}
