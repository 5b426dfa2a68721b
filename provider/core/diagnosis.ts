import type { ErrorKind, ScanError } from "./errors";

/** What an examination says of one thing: of credentials, of one permission, of one schedule. */
export interface Diagnosis {
  readonly about:
    | "credentials"
    | "endpoint"
    | "identity"
    | "clock"
    | "permission"
    | "allowance"
    | "schedule"
    | "machine";
  /** Which of them: a permission's or a class's name. */
  readonly name: string;
  /** Failed: somebody has to do something. Untried: nobody knows, and the text says why. */
  readonly status: "ok" | "failed" | "untried";
  readonly text: string;
  /** Why a call failed. */
  readonly kind?: ErrorKind;
  /** What to do about it: a sentence. */
  readonly remedy?: string;
  /** The permission for whose sake this one was not asked for: that call failed, and this one would, too. */
  readonly because?: string;
  /** The resources that need a permission. */
  readonly neededBy?: readonly string[];
}

/** A call that failed, in the vendor's words, with the remedy in those of a command. */
export function failed(
  { about, name, neededBy }: Pick<Diagnosis, "about" | "name" | "neededBy">,
  { kind, details }: ScanError,
): Diagnosis {
  const { code, text, requestId, remedy } = details;
  const request = requestId === undefined ? "" : ` (request ${requestId})`;
  return {
    about,
    name,
    status: "failed",
    text: `${[code, text.replace(/\.$/, "")].filter(Boolean).join(": ")}${request}`,
    kind,
    ...(remedy === undefined ? {} : { remedy: remedy.replace(/\b(this|the) update\b/g, "$1 command") }),
    ...(neededBy === undefined ? {} : { neededBy }),
  };
}
