import type { Properties } from "../../provider/core/wire";
import {
  apps,
  clusterId,
  containerIds,
  cycleTask,
  registryTasks as sasImages,
  workloads,
} from "../ground/alicloud";
import type { VendorOptions } from "../ground/clouds";
import {
  registryTasks as hssImages,
  localTasks as hssNodes,
  listedBatches,
  policy,
  taskImages,
} from "../ground/huaweicloud";
import {
  localSchedule,
  registrySchedule,
  registryTasks as tcssImages,
  localTasks as tcssNodes,
} from "../ground/tencentcloud";
import { images, type ScheduleVendor, type TaskVendor } from "../ground/vendor";
import { GateStage, ScheduleStage, type Stage, TaskStage } from "./stage";

/** What an engine asks of a resource, one thing after the other. */
export type StepName = "create" | "create again" | "update" | "refresh" | "delete";

/** The life of one resource, as it goes where nothing goes wrong. */
export interface Life {
  /** The key of the resource in the provider's registry. */
  readonly kind: string;
  /** What tells this life of the resource from its others. */
  readonly title: string;
  readonly steps: readonly StepName[];
  start(): Promise<Stage>;
}

const whole: readonly StepName[] = ["create", "update", "refresh", "delete"];
/** The process that created it was killed: the engine creates it again. */
const twice: readonly StepName[] = ["create", "create again", "delete"];

/** Scans that last, whatever is tried again meanwhile; and nobody but us keeps an image from a second one. */
const lasting = (kind: string): VendorOptions => ({
  secondsPerImage: 24 * 60 * 60,
  ...(kind.startsWith("huaweicloud/") ? { assume: { busyImages: "again" } } : {}),
});

interface TaskKind {
  readonly kind: string;
  start(options?: VendorOptions): Promise<TaskVendor>;
  /** Names that every vendor of `start` knows. */
  readonly names: readonly string[];
  program(names: readonly string[]): Properties;
  /** How a life of it is called, beside the others of its kind. */
  readonly by?: string;
  /** Programs that name nothing. */
  readonly selections?: Readonly<Record<string, Properties>>;
  /** How many names need two submissions, where few do. */
  readonly many?: number;
}

const named = (names: readonly string[]): Properties => ({ images: names });

const tasks: readonly TaskKind[] = [
  {
    kind: "tencentcloud/registryScanTask",
    start: tcssImages,
    names: images,
    program: named,
    selections: { everything: { all: true } },
  },
  {
    kind: "tencentcloud/localScanTask",
    start: tcssNodes,
    names: images,
    program: named,
    selections: { everything: { all: true } },
  },
  {
    kind: "alicloud/registryScanTask",
    start: sasImages,
    names: images,
    program: named,
    selections: { everything: { all: true } },
    many: 21,
  },
  {
    kind: "alicloud/containerScanTask",
    start: workloads("apps"),
    names: apps,
    program: (names) => ({ clusterId, apps: names }),
    by: "apps",
  },
  {
    kind: "alicloud/containerScanTask",
    start: workloads("containerIds"),
    names: containerIds,
    program: (names) => ({ clusterId, containerIds: names }),
    by: "containers",
  },
  {
    kind: "huaweicloud/registryScanTask",
    start: hssImages,
    names: taskImages,
    program: named,
    selections: { everything: { all: true } },
  },
  {
    kind: "huaweicloud/localScanTask",
    start: hssNodes,
    names: taskImages,
    program: named,
    selections: { everything: { all: true } },
  },
  {
    kind: "huaweicloud/localScanTask",
    start: listedBatches,
    names: taskImages,
    program: (names) => ({ api: "batchScan", images: names }),
    by: "batchScan",
  },
];

function livesOfTask({ kind, start, names, program, by, selections = {}, many }: TaskKind): Life[] {
  const [two, three] = [names.slice(0, 2), names.slice(0, 3)];
  const life = (title: string, steps: readonly StepName[], create: Properties, update: Properties): Life => ({
    kind,
    title: [by, title].filter(Boolean).join(", "),
    steps,
    start: async () => new TaskStage(kind, await start(lasting(kind)), { create, update }),
  });
  const more = Array.from({ length: many ?? 0 }, (_, index) => `bulk/image-${index}:1.0`);
  return [
    life("named", whole, program(two), program(three)),
    life("created again", twice, program(two), program(two)),
    ...Object.entries(selections).map(([title, inputs]) =>
      life(title, whole, inputs, { ...inputs, triggers: { release: "2" } }),
    ),
    ...(many === undefined
      ? []
      : [
          {
            ...life("two submissions", ["create", "delete"], program(more), program(more)),
            start: async () => {
              const vendor = await start(lasting(kind));
              vendor.add(...more);
              return new TaskStage(kind, vendor, { create: program(more), update: program(more) });
            },
          },
        ]),
  ];
}

interface ScheduleKind {
  readonly kind: string;
  start(options?: VendorOptions): Promise<ScheduleVendor>;
  readonly program: Properties;
  readonly change: Properties;
}

const tcssSchedule = { everyDays: 1, startTime: "19:00", endTime: "23:00", images: images.slice(0, 2) };

const schedules: readonly ScheduleKind[] = [
  {
    kind: "tencentcloud/registryScanSchedule",
    start: registrySchedule,
    program: tcssSchedule,
    change: { images: images.slice(0, 3) },
  },
  {
    kind: "tencentcloud/localScanSchedule",
    start: localSchedule,
    program: tcssSchedule,
    change: { images: images.slice(0, 3) },
  },
  {
    kind: "alicloud/registryScanSchedule",
    start: cycleTask,
    program: { everyDays: 1, startTime: "19:00", endTime: "23:00" },
    change: { everyDays: 2 },
  },
  {
    kind: "huaweicloud/registryScanSchedule",
    start: policy,
    program: { everyDays: 7, registries: ["swr-private"] },
    change: { everyDays: 3, registries: ["harbor-b", "swr-private"] },
  },
];

function livesOfSchedule({ kind, start, program, change }: ScheduleKind): Life[] {
  return (["nothing", "theirs", "off"] as const).map((found) => ({
    kind,
    title: { nothing: "where nothing was", theirs: "adopted", off: "over one that was off" }[found],
    steps: whole,
    start: async () => {
      const vendor = await start();
      if (found !== "nothing") vendor.edit(found);
      const create = { ...program, adopt: found === "theirs" };
      return new ScheduleStage(kind, vendor, { create, update: { ...create, ...change } });
    },
  }));
}

/** What gates over the tasks of a cloud limit. */
const limits: Readonly<Record<string, Properties>> = {
  tencentcloud: { critical: 0, high: 0, malware: 0 },
  alicloud: { high: 0, medium: 0 },
  huaweicloud: { high: 0, medium: 0, malware: 0 },
};

/** What one of the images has: what the limits forbid, and what they would if it were not excepted. */
const findings = ["excused", "forbidden"] as const;

function livesOfGate({ kind, start, names, program, by }: TaskKind): Life[] {
  const [cloud = ""] = kind.split("/");
  const two = names.slice(0, 2);
  return findings.map((found) => ({
    kind: "scanGate",
    title: [kind, by, found].filter(Boolean).join(", "),
    steps: found === "forbidden" ? ["create"] : whole,
    start: async () => {
      const vendor = await start({ secondsPerImage: 5 });
      return await GateStage.start(kind, vendor, program(two), limits[cloud] ?? {}, found);
    },
  }));
}

/** Every life that is tried, of every resource there is. */
export const lives: readonly Life[] = [
  ...schedules.flatMap(livesOfSchedule),
  ...tasks.flatMap(livesOfTask),
  // What reads the results of a task is the same however it was submitted.
  ...tasks.filter(({ by }) => by === undefined || by === "apps").flatMap(livesOfGate),
];
