import { randomUUID } from "node:crypto";
import type { Context } from "./context";
import { ScanError } from "./errors";
import { defaulted, type Fields, type FieldType, group, integer, optional, required, wrong } from "./fields";
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
import { hasUnknown, type Properties, unknown } from "./wire";

/** What a vendor counts in an image; none of them counts all. */
export const levels = ["critical", "high", "medium", "low", "malware", "sensitiveInfo"] as const;
export type Level = (typeof levels)[number];
export type Findings = Readonly<Partial<Record<Level, number>>>;

/** One image of a task's set, by its current result. */
export interface ImageResult {
  readonly image: string;
  /** What was found; undefined when there is no result that counts, and `problem` says why. */
  readonly findings?: Findings;
  readonly problem?: string;
}

/** What a gate needs of a resource that scans. */
export interface Judged {
  /** What the vendor counts. */
  readonly levels: readonly Level[];
  /** Why the images of a state's selection cannot be told, if they cannot. */
  untold?(state: Properties): string | undefined;
  /** The results of the scans that a state of the resource tells of. */
  results(context: Context, state: Properties): ScanResults;
}

/** What became of the scans of one task. */
export interface ScanResults {
  /** How far the scans are. */
  progress(): Promise<{ readonly running: boolean; readonly scanned: number; readonly total: number }>;
  /**
   * Every image of the set, by its current result. Images without one are among them. Only `counted` levels are needed:
   * a vendor that must be asked for each of them is asked for no other.
   */
  images(counted: readonly Level[]): Promise<readonly ImageResult[]>;
}

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
      doc: "The most findings that each image may have, by level. Levels that are not named are not limited.",
      absent: "only a complete scan is required",
    },
  ),
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
    verdict: { type: '"passed"', doc: "A gate that does not pass fails, and keeps its earlier outputs." },
    totalImages: { type: "number", doc: "Images of the task's set." },
    scannedImages: { type: "number", doc: "Images with a result since they were submitted." },
    findings: { type: "Record<string, number>", doc: "Findings of all images together, by level." },
    finishedAt: { type: "string", doc: "When the gate passed." },
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
      ({ task, maxFindings }, report) => {
        const kind = (task as Properties | undefined)?.kind;
        if (typeof kind !== "string" || hasUnknown(kind)) return;
        const judged = judgedBy(resource, kind);
        if (!judged) return report("task", "is no scan task of this package");
        const untold = judged.untold?.(task as Properties);
        if (untold !== undefined) report("task", untold);
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
      check: (olds, news) => check(withRules, context, olds, news),
      diff: (_id, olds, news) => diff(withRules, olds, news),
      create: (inputs) => new Gate(resource, context, inputs).pass(),
      read: async (id, state) => {
        refuseImport(state, "verdict", "Declare the gate");
        return { id, state, inputs: inputsOf(state) };
      },
      update: async (id, olds, news) => {
        const changed = diff(withRules, olds, news).changed;
        if (changed.length > 0 && changed.every((name) => name === "waitTimeoutSeconds"))
          return { id, state: { ...olds, ...news } };
        return await new Gate(resource, context, news, id).pass();
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
  private readonly limits: Findings;

  constructor(
    resource: (kind: string) => Resource,
    private readonly context: Context,
    private readonly inputs: Properties,
    private readonly id = `gate-${randomUUID()}`,
  ) {
    const task = inputs.task as Properties;
    const judged = judgedBy(resource, String(task.kind));
    if (!judged) throw new TypeError(`${String(task.kind)} is no scan task`);
    this.results = judged.results(context, task);
    this.limits = (inputs.maxFindings ?? {}) as Findings;
  }

  /** Waits for the scan's end and judges it. Interrupting this loses nothing: the gate changes nothing. */
  async pass(): Promise<Kept> {
    await this.wait();
    const images = await this.results.images(Object.keys(this.limits) as Level[]);
    const judged = images.map((image) => ({
      ...image,
      reason: image.problem ?? this.excess(image.findings ?? {}),
    }));
    const refused = judged.filter(({ reason }) => reason !== undefined);
    if (images.length === 0)
      throw this.refusal("there is no image to judge", "A gate over nothing stays shut.");
    if (refused.length > 0) {
      throw this.refusal(
        `${refused.length} of ${images.length} images do not pass:\n${table(refused)}`,
        "Mend or replace these images, or see what the scan says of them in the vendor's console; the scan is not repeated.",
      );
    }
    this.log(`passed: ${images.length} images, ${told(sum(images))}`);
    const state = {
      ...this.inputs,
      verdict: "passed",
      totalImages: images.length,
      scannedImages: images.length,
      findings: sum(images),
      finishedAt: new Date(this.context.clock.now()).toISOString(),
    };
    return { id: this.id, state };
  }

  private async wait(): Promise<void> {
    const { clock } = this.context;
    const limit = Number(this.inputs.waitTimeoutSeconds) * 1000;
    const start = clock.now();
    let toldAt = Number.NEGATIVE_INFINITY;
    let toldShare = 0;
    for (let pause = 1000; ; pause = Math.min(pause * 1.5, 10_000)) {
      const { running, scanned, total } = await this.results.progress();
      if (!running) return;
      const now = clock.now();
      const share = total > 0 ? scanned / total : 0;
      const line = `${scanned} of ${total} images scanned, waiting for ${Math.round((now - start) / 1000)} s`;
      if (now - start + pause > limit) {
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
        this.log(line);
        toldAt = now;
        toldShare = share;
      }
      await clock.sleep(pause);
    }
  }

  /** Which limits an image exceeds; undefined if it passes. A level that was not counted does not pass. */
  private excess(findings: Findings): string | undefined {
    const reasons = Object.entries(this.limits).flatMap(([level, most]) => {
      const found = findings[level as Level];
      if (found === undefined) return [`${level} was not counted`];
      return found > most ? [`${level} ${found} > ${most}`] : [];
    });
    return reasons.length > 0 ? reasons.join(", ") : undefined;
  }

  private refusal(text: string, remedy: string): ScanError {
    return new ScanError({ kind: "QuotaExceeded", action: "judge", text, remedy, mayHaveActed: false });
  }

  private log(line: string): void {
    this.context.host.log(`${classOf(description)} ${String((this.inputs.task as Properties).id)}: ${line}`);
  }
}

function judgedBy(resource: (kind: string) => Resource, kind: string): Judged | undefined {
  try {
    return resource(kind).judged;
  } catch {
    return undefined;
  }
}

function sum(images: readonly ImageResult[]): Findings {
  const total: Partial<Record<Level, number>> = {};
  for (const { findings = {} } of images) {
    for (const level of levels) {
      const found = findings[level];
      if (found !== undefined) total[level] = (total[level] ?? 0) + found;
    }
  }
  return total;
}

function told(findings: Findings): string {
  const found = levels.flatMap((level) =>
    (findings[level] ?? 0) > 0 ? [`${level} ${findings[level]}`] : [],
  );
  return found.length > 0 ? found.join(", ") : "no findings";
}

/** The ten worst images, as a table: those without a result first, then by severity. */
function table(refused: readonly (ImageResult & { reason: string | undefined })[]): string {
  const worst = [...refused].sort(bySeverity).slice(0, 10);
  const rows = worst.map(({ image, findings, reason }) => [
    image,
    findings ? told(findings) : "no result",
    reason ?? "",
  ]);
  const lines = columns([["image", "findings", "why"], ...rows]);
  const rest = refused.length - worst.length;
  return [...lines, ...(rest > 0 ? [`and ${rest} more`] : [])].map((line) => `    ${line}`).join("\n");
}

function bySeverity(one: ImageResult, other: ImageResult): number {
  if (!one.findings || !other.findings)
    return Number(one.findings !== undefined) - Number(other.findings !== undefined);
  for (const level of levels) {
    const more = (other.findings[level] ?? 0) - (one.findings[level] ?? 0);
    if (more !== 0) return more;
  }
  return 0;
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows.map(
    ([image = "", findings = "", why = ""]) =>
      `${image.padEnd(widths[0] ?? 0)}  ${findings.padEnd(widths[1] ?? 0)}  ${why}`,
  );
}
