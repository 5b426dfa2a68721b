import { randomUUID } from "node:crypto";
import type { Context } from "./context";
import { ScanError } from "./errors";
import { Exceptions, exceptionsType, expiring, marked } from "./exceptions";
import {
  defaulted,
  type Fields,
  type FieldType,
  flag,
  group,
  integer,
  oneOf,
  optional,
  required,
  wrong,
} from "./fields";
import { type Findings, type Judged, type Level, type ScanResults, toldFindings } from "./findings";
import type { ImageMap } from "./imageSet";
import { Judgement, type Rules } from "./judgement";
import {
  check,
  classOf,
  type Description,
  diff,
  type Handlers,
  type Kept,
  type Resource,
  refuseImport,
} from "./resource";
import type { Run } from "./task";
import { hasUnknown, type Properties, unknown } from "./wire";

/** The task whose results a gate judges, as its class sends it. */
const taskType: FieldType<Properties> = {
  input: "T",
  output: "Record<string, unknown>",
  range: "a scan task of this package",
  parse(value, path, report) {
    const fits =
      value !== null && typeof value === "object" && typeof (value as Properties).kind === "string";
    return fits ? (value as Properties) : wrong(this, value, path, report);
  },
};

const count = integer(0);

const fields = {
  task: required(taskType, { doc: "The scan whose end is waited for, and whose results are judged." }),
  maxFindings: optional(
    {
      ...group({
        critical: { type: count, doc: "Critical vulnerabilities." },
        high: { type: count, doc: "Vulnerabilities of high severity." },
        medium: { type: count, doc: "Vulnerabilities of medium severity." },
        low: { type: count, doc: "Vulnerabilities of low severity." },
        malware: { type: count, doc: "Malicious files." },
        sensitiveInfo: { type: count, doc: "Secrets and other sensitive information." },
      }),
      input: "MaxFindings<T>",
    },
    {
      doc:
        "The most findings that each image may have, by level. Levels that are not named are not limited. Tencent Cloud " +
        "counts by severity, malicious files as `malware`, secrets as `sensitiveInfo`. Alibaba Cloud counts by how soon a " +
        "vulnerability is to be mended: `asap` is `high`, `later` is `medium`, `nntf` is `low`; alerts of registry images " +
        "are `malware`. Huawei Cloud, too: `immediate_repair` is `high`, `delay_repair` is `medium`, `not_needed_repair` " +
        "is `low`; malicious files are `malware`. What a vendor does not count is refused.",
      absent: "only a complete scan is required",
    },
  ),
  fixableOnly: defaulted(flag, false, {
    doc:
      "Whether only those vulnerabilities count that can be fixed. Tencent Cloud marks them, or names the version that " +
      "fixes them; Alibaba Cloud says which can be fixed or updated, and those of which it says nothing count; Huawei " +
      "Cloud does not tell, so that it is refused there.",
  }),
  exceptions: optional(exceptionsType, {
    doc:
      "Vulnerabilities that are accepted until a day, each with a reason that a reviewer can read. After that day they " +
      "count again; a plan says so from 14 days before. Those that excuse nothing are named. An advisory over several " +
      "CVEs is accepted by its own id, or when each of its CVEs is.",
    absent: "no exceptions",
  }),
  enforcementLevel: defaulted(oneOf("mandatory", "advisory"), "mandatory", {
    doc:
      "What becomes of images that do not pass: the gate fails (`mandatory`), or it lets them through with the same " +
      "table as a warning (`advisory`).",
  }),
  waitTimeoutSeconds: defaulted(integer(1, 604_800), 3600, {
    doc: "How long the gate waits for the scan's end, in seconds. `opts.customTimeouts` sets it, too.",
    change: "local",
  }),
} satisfies Fields;

const description: Description = {
  name: "ScanGate",
  doc:
    "Holds back what depends on it until a scan is complete and every image of its set is clean enough. It waits for " +
    "the task's end, judges every image by its current result, and fails with the worst images when one does not " +
    "pass, so that whatever has `dependsOn: gate` is not created. It fails closed: an image that was not scanned, is " +
    "not authorised, or was stopped does not pass. It never starts a scan, and changes nothing at the vendor.",
  fields,
  outputs: {
    verdict: {
      type: '"passed" | "refused"',
      doc: "A mandatory gate that refuses fails, and keeps its earlier outputs; an advisory one says `refused`.",
    },
    status: {
      type: '"succeeded" | "failed" | "canceled" | "timedOut" | "expired"',
      doc: "How the scan ended: `expired` is a result that is older than the scan, or that the vendor no longer has.",
    },
    totalImages: { type: "number", doc: "Images of the task's set." },
    scannedImages: { type: "number", doc: "Images with a result since they were submitted." },
    findings: {
      type: "Record<string, number>",
      doc: "Findings of all images together, by level, those that are excepted included.",
    },
    startedAt: {
      type: "string | undefined",
      doc: "When the newest scan was submitted; nothing of one that was only followed.",
    },
    finishedAt: { type: "string", doc: "When the gate judged." },
    pinned: {
      type: "Record<string, string>",
      doc:
        "What was scanned is what runs: for each image of the set, by its reference, `host/namespace/name@sha256:…`. " +
        "Written only when the gate passes: after a refusal it is what last passed. An advisory gate that refuses " +
        "lets through every image that has a result. The host is missing where neither the program nor the vendor " +
        "names it, and so are images on nodes of which the vendor knows no digest of a registry.",
    },
  },
  rules: [],
  singletonBy: [],
  vendorDocuments: {},
  errors: {
    QuotaExceeded:
      "an image has more findings than `maxFindings` allows, or no result; the worst images are listed",
    Timeout: "the scan did not end within `waitTimeoutSeconds`; it goes on, and the next update waits again",
    "Unauthenticated, Forbidden, Throttled, Unavailable": "the vendor's results cannot be read",
  },
  permissions: ["those of the task"],
  example: `{ task, maxFindings: { critical: 0, high: 0 } }`,
};

/** The gate, for the tasks that `resource` knows. */
export function defineGate(resource: (kind: string) => Resource): Resource {
  const withRules: Description = {
    ...description,
    rules: [
      ({ task, maxFindings, fixableOnly }, report) => {
        const kind = (task as Properties | undefined)?.kind;
        if (typeof kind !== "string" || hasUnknown(kind)) return;
        const judged = judgedBy(resource, kind);
        if (!judged) return report("task", "is no scan task of this package");
        const untold = judged.untold?.(task as Properties);
        if (untold !== undefined) report("task", untold);
        if (fixableOnly === true && judged.fixable === undefined)
          report("fixableOnly", "this vendor does not tell which vulnerabilities can be fixed: leave it out");
        if (maxFindings === undefined || maxFindings === unknown) return;
        for (const level of Object.keys(maxFindings as Findings)) {
          if (judged.levels.includes(level as Level)) continue;
          report(
            `maxFindings.${level}`,
            `is not counted by this vendor, which counts ${judged.levels.join(", ")}`,
          );
        }
      },
    ],
  };
  return {
    description: withRules,
    handlers: (context): Handlers => ({
      check(olds, news) {
        const { inputs, failures } = check(withRules, context, olds, news);
        const { exceptions, task } = inputs;
        if (failures.length > 0 || exceptions === undefined || exceptions === unknown)
          return { inputs, failures };
        const now = context.clock.now();
        const shown = marked(exceptions as Readonly<Record<string, string>>, now);
        for (const line of expiring(shown, now)) log(context, task, line);
        return { inputs: { ...inputs, exceptions: shown }, failures };
      },
      diff(_id, olds, news) {
        const difference = diff(withRules, olds, news);
        // An advisory gate that has waited in vain waits again, though nothing has changed.
        const isLate = olds.status === "timedOut";
        return isLate ? { ...difference, changed: [...difference.changed, "status"] } : difference;
      },
      create: (inputs) => new Gate(resource, context, inputs).pass(),
      read: async (id, state) => {
        refuseImport(state, "verdict", "Declare the gate");
        return { id, state, inputs: inputsOf(state) };
      },
      update: async (id, olds, news) => {
        const changed = diff(withRules, olds, news).changed;
        // An advisory gate that has waited in vain waits again.
        const isOpen = olds.verdict === "passed";
        if (isOpen && changed.length > 0 && changed.every((name) => name === "waitTimeoutSeconds"))
          return { id, state: { ...olds, ...news } };
        return await new Gate(resource, context, news, olds, id).pass();
      },
      delete: async () => {},
    }),
  };
}

function inputsOf(state: Properties): Properties {
  return Object.fromEntries(
    Object.keys(fields).flatMap((name) => (state[name] === undefined ? [] : [[name, state[name]]])),
  );
}

class Gate {
  private readonly results: ScanResults;
  private readonly task: Properties;

  constructor(
    resource: (kind: string) => Resource,
    private readonly context: Context,
    private readonly inputs: Properties,
    private readonly olds: Properties = {},
    private readonly id = `gate-${randomUUID()}`,
  ) {
    this.task = inputs.task as Properties;
    const judged = judgedBy(resource, String(this.task.kind));
    if (!judged) throw new TypeError(`${String(this.task.kind)} is no scan task`);
    this.results = judged.results(context, this.task);
  }

  /** Waits for the scan's end and judges it. Interrupting this loses nothing: the gate changes nothing. */
  async pass(): Promise<Kept> {
    const isAdvisory = this.inputs.enforcementLevel === "advisory";
    try {
      await ended(this.context, this.results, Number(this.inputs.waitTimeoutSeconds), (line) =>
        this.log(line),
      );
    } catch (failure) {
      const isLate = failure instanceof ScanError && failure.details.action === "wait";
      if (!isAdvisory || !isLate) throw failure;
      this.log(`warning: ${failure.message}`);
      return this.kept({ verdict: "refused", status: "timedOut", pinned: this.olds.pinned ?? {} });
    }
    const rules = rulesOf(this.inputs, this.context.clock.now());
    const counted = Object.keys(rules.maxFindings) as Level[];
    const judgement = await Judgement.of(this.results.images(counted), rules, {
      named: this.task.images as ImageMap | undefined,
    });
    const refusal = await judgement.refusal();
    const unused = rules.exceptions.unused();
    if (unused.length > 0) this.log(`exceptions that excuse nothing: ${unused.join(", ")}`);
    if (refusal !== undefined && !isAdvisory) {
      throw new ScanError({ kind: "QuotaExceeded", action: "judge", ...refusal, mayHaveActed: false });
    }
    const { totalImages, scannedImages, findings, status, pinned } = judgement;
    if (refusal === undefined) this.log(`passed: ${totalImages} images, ${toldFindings(findings)}`);
    else this.log(`warning: ${refusal.text}`);
    const verdict = refusal === undefined ? "passed" : "refused";
    return this.kept({ verdict, status, totalImages, scannedImages, findings, pinned });
  }

  private kept(outputs: Properties): Kept {
    const [newest] = (this.task.runs ?? []) as Run[];
    const state = {
      ...this.inputs,
      totalImages: 0,
      scannedImages: 0,
      findings: {},
      ...outputs,
      ...(newest === undefined ? {} : { startedAt: newest.submittedAt }),
      finishedAt: new Date(this.context.clock.now()).toISOString(),
    };
    return { id: this.id, state };
  }

  private log(line: string): void {
    log(this.context, this.task, line);
  }
}

/** What `inputs` ask of an image. */
export function rulesOf({ maxFindings, fixableOnly, exceptions }: Properties, now: number): Rules {
  return {
    maxFindings: (maxFindings ?? {}) as Findings,
    fixableOnly: fixableOnly === true,
    exceptions: new Exceptions((exceptions ?? {}) as Readonly<Record<string, string>>, now),
  };
}

/** Waits until the scans have ended, for so many seconds, and says every 10 s or 10 % how far they are. */
export async function ended(
  { clock }: Context,
  results: ScanResults,
  seconds: number,
  say: (line: string) => void,
): Promise<void> {
  const start = clock.now();
  let toldAt = Number.NEGATIVE_INFINITY;
  let toldShare = 0;
  for (let pause = 1000; ; pause = Math.min(pause * 1.5, 10_000)) {
    const { running, scanned, total } = await results.progress();
    if (!running) return;
    const now = clock.now();
    const share = total > 0 ? scanned / total : 0;
    const line = `${scanned} of ${total} images scanned, waiting for ${Math.round((now - start) / 1000)} s`;
    if (now - start + pause > seconds * 1000) {
      throw new ScanError({
        kind: "Timeout",
        action: "wait",
        text: `the scan has not ended: ${line}`,
        remedy:
          "It goes on at the vendor. Run the update again to wait further, or raise `waitTimeoutSeconds`.",
        mayHaveActed: false,
      });
    }
    if (now - toldAt >= 10_000 || share - toldShare >= 0.1) {
      say(line);
      toldAt = now;
      toldShare = share;
    }
    await clock.sleep(pause);
  }
}

function log(context: Context, task: unknown, line: string): void {
  const id = (task as Properties | undefined)?.id;
  context.host.log(
    `${classOf(description)}${typeof id === "string" && id !== unknown ? ` ${id}` : ""}: ${line}`,
  );
}

function judgedBy(resource: (kind: string) => Resource, kind: string): Judged | undefined {
  try {
    return resource(kind).judged;
  } catch {
    return undefined;
  }
}
