import { expect } from "chai";
import {
  asScanError,
  type ErrorKind,
  PartialFailure,
  ScanError,
  type ScanErrorDetails,
} from "../../provider/core/errors";

describe("an error", () => {
  for (const [title, details, message] of [
    ["what was tried and what was said", { action: "Describe", text: "no" }, "Describe: no."],
    ["the vendor's code", { action: "Describe", code: "A.B", text: "no" }, "Describe: A.B: no."],
    ["the request's id", { action: "Describe", text: "no", requestId: "r-1" }, "Describe: no (request r-1)."],
    ["what to do", { action: "Describe", text: "no", remedy: "Wait." }, "Describe: no. Wait."],
    ["one full stop where the vendor ends with one", { action: "Describe", text: "No." }, "Describe: No."],
    [
      "the request before the vendor's full stop",
      { action: "Describe", text: "No.", requestId: "r-1", remedy: "Wait." },
      "Describe: No (request r-1). Wait.",
    ],
    [
      "no full stop after a question",
      { action: "Describe", text: "why?", remedy: "Wait." },
      "Describe: why? Wait.",
    ],
    [
      "what to do on a line of its own after a list",
      { action: "create", text: "differs:\n    everyDays", remedy: "Set `adopt`." },
      "create: differs:\n    everyDays.\nSet `adopt`.",
    ],
    ["no gap where the vendor says nothing", { action: "Describe", code: "A.B", text: "" }, "Describe: A.B."],
    ["no gap where nothing was tried yet", { action: "", text: "no" }, "no."],
  ] as [string, Omit<ScanErrorDetails, "kind">, string][]) {
    it(`tells ${title}`, () => {
      expect(new ScanError({ kind: "Unknown", ...details }).message).to.equal(message);
    });
  }

  it("leaves open whether the vendor acted after the kinds that lose the answer, and only those", () => {
    const kinds: Record<ErrorKind, boolean> = {
      NotFound: false,
      AlreadyExists: false,
      InvalidInput: false,
      Forbidden: false,
      Unauthenticated: false,
      Throttled: false,
      QuotaExceeded: false,
      Conflict: false,
      Unavailable: true,
      Timeout: true,
      Unknown: true,
    };
    for (const [kind, may] of Object.entries(kinds)) {
      expect(new ScanError({ kind: kind as ErrorKind, action: "", text: "" }).mayHaveActed, kind).to.equal(
        may,
      );
    }
    expect(
      new ScanError({ kind: "Timeout", action: "", text: "", mayHaveActed: false }).mayHaveActed,
    ).to.equal(false);
    expect(
      new ScanError({ kind: "NotFound", action: "", text: "", mayHaveActed: true }).mayHaveActed,
    ).to.equal(true);
  });

  it("that learns more keeps the rest, and what it knew of the vendor's part", () => {
    const error = new ScanError({ kind: "Unavailable", action: "", code: "HTTP 500", text: "no" });
    const told = error.with({ action: "Describe", remedy: "Wait." });
    expect(told).to.be.instanceOf(ScanError);
    expect(told.message).to.equal("Describe: HTTP 500: no. Wait.");
    expect(told.kind).to.equal("Unavailable");
    expect(told.mayHaveActed).to.equal(true);
    const changed = error.with({ kind: "NotFound" });
    expect({ kind: changed.kind, mayHaveActed: changed.mayHaveActed }).to.deep.equal({
      kind: "NotFound",
      mayHaveActed: true,
    });
  });

  it("of another kind is a defect of ours, and says so", () => {
    const error = asScanError(new TypeError("x is not a function"), "create");
    expect(error.kind).to.equal("Unknown");
    expect(error.message).to.equal(
      "create: unexpected TypeError: x is not a function. This is a defect of pulumi-image-scan, or the vendor answered what its documents do not say: please report it.",
    );
    expect(asScanError("a text", "create").message).to.match(/^create: unexpected a text\./);
  });

  it("of ours stays itself", () => {
    const error = new ScanError({ kind: "NotFound", action: "read", text: "no" });
    expect(asScanError(error, "create")).to.equal(error);
  });

  it("after the vendor may have acted carries what must be kept, and reads like its reason", () => {
    const reason = new ScanError({ kind: "Timeout", action: "write", text: "no answer" });
    const failure = new PartialFailure("id", { previous: 1 }, reason);
    expect(failure.message).to.equal("write: no answer.");
    expect({ ...failure }).to.deep.include({ id: "id", state: { previous: 1 }, reason });
  });
});
