import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe } from "node:diagnostics_channel";
import type { ClientRequest, IncomingMessage } from "node:http";
import { mostAnswerBytes } from "../../core/answer";

/** An answer was longer than any may be. */
export class TooLong extends Error {}

/** Whether a request is made inside of `measured`, by whoever makes it. */
const measuring = new AsyncLocalStorage<true>();
const measuredRequests = new WeakSet<ClientRequest>();
let isListening = false;

/**
 * What `work` comes to, its answers cut off where they grow too long. The SDK reads an answer into memory whatever its
 * length, and lets nobody near: Node itself tells of each request and each answer. It unpacks none.
 */
export function measured<T>(work: () => Promise<T>): Promise<T> {
  if (!isListening) listen();
  isListening = true;
  return measuring.run(true, work);
}

function listen(): void {
  subscribe("http.client.request.start", (message) => {
    if (measuring.getStore()) measuredRequests.add((message as { request: ClientRequest }).request);
  });
  subscribe("http.client.response.finish", (message) => {
    const { request, response } = message as { request: ClientRequest; response: IncomingMessage };
    if (!measuredRequests.has(request)) return;
    let length = 0;
    const push = response.push.bind(response);
    // Every byte comes by here, and nothing is read sooner than the SDK reads it.
    response.push = (chunk: Buffer | null, encoding?: BufferEncoding): boolean => {
      length += chunk?.length ?? 0;
      if (length <= mostAnswerBytes) return push(chunk, encoding);
      response.destroy(new TooLong());
      return false;
    };
  });
}
