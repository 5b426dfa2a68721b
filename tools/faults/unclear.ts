import type { RequestEntry } from "../../sandbox/index";

/** What a person misses in the message of a failure. */
export function unclear(message: string, operation: string, entries: readonly RequestEntry[]): string[] {
  const missing: string[] = [];
  if (!/^[A-Za-z][\w ]*: \S/.test(message)) missing.push("what was tried");
  const answered = entries.filter(({ fault, requestId }) => fault === "throttled" && requestId !== undefined);
  if (answered.length > 0 && message.startsWith(`${operation}:`)) {
    if (!answered.some(({ outcome }) => message.includes(outcome))) missing.push("the vendor's code");
    // Of calls that are made side by side any may be the one that fails.
    if (!answered.some(({ requestId }) => message.includes(`(request ${requestId})`)))
      missing.push("the request's id");
  }
  // A sentence of its own, after what happened.
  if (!/[.)?]\)?[ \n][A-Z`][^\n]*\.$/.test(message)) missing.push("what to do next");
  return missing.map((what) => `unclear: ${JSON.stringify(message)} does not say ${what}`);
}
