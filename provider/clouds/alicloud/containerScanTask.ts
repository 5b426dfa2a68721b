import type { Context } from "../../core/context";
import { optional, required, text } from "../../core/fields";
import { type ImageMap, imageSet } from "../../core/imageSet";
import { type Description, exactlyOneOf } from "../../core/resource";
import { partsOf } from "../../core/submission";
import { type Accepted, defineTask, type Handed, type Run, type Scanner } from "../../core/task";
import { taskErrors, taskOutputs } from "../../core/taskFields";
import type { Properties } from "../../core/wire";
import type { OnceTask } from "./api";
import { SasClient } from "./client";
import { containerJudged } from "./containerResults";
import { OnceTasks } from "./onceTasks";
import { createScan } from "./submission";
import { scanTaskFields, scanTaskPermissions, scanTaskRules, vendorDocument } from "./taskFields";
import { type HandedWorkload, type WorkloadSet, Workloads, workloadNaming, workloadSets } from "./workloads";

const fields = {
  clusterId: required(text("a cluster's id, as Security Center lists it", /^\S+$/), {
    doc: "The cluster whose containers are scanned.",
    change: "replace",
  }),
  apps: optional(imageSet(workloadNaming.apps), {
    doc: "The images of all containers of these applications. Each is a scan of its own.",
    absent: "`containerIds` is given",
  }),
  containerIds: optional(imageSet(workloadNaming.containerIds), {
    doc: "The images of just these containers. Each is a scan of its own.",
    absent: "`apps` is given",
  }),
  ...scanTaskFields,
};

const description: Description = {
  cloud: "alicloud",
  name: "ContainerScanTask",
  doc:
    "A one-off scan, by Alibaba Cloud Security Center, of the images that containers of a cluster run. It is submitted " +
    "when the resource is created, and again for what an update adds; `up` returns when Security Center has accepted it. " +
    "An account runs ten scans at a time: what comes after waits. What is being scanned already is followed, not " +
    "submitted again. A delete stops what still runs. Which images an application runs is looked up when it is scanned: " +
    "to scan what a later rollout brings, change `triggers` with it.",
  fields,
  outputs: taskOutputs,
  rules: [exactlyOneOf("apps", "containerIds"), ...scanTaskRules],
  singletonBy: [],
  vendorDocuments: {
    CreateContainerScanTaskByAppName: vendorDocument("CreateContainerScanTaskByAppName"),
    CreateContainerScanTask: vendorDocument("CreateContainerScanTask"),
    GetOnceTaskResultInfo: vendorDocument("GetOnceTaskResultInfo"),
  },
  errors: taskErrors,
  permissions: [
    "yundun-sas:CreateContainerScanTaskByAppName",
    "yundun-sas:CreateContainerScanTask",
    "yundun-sas:DescribeContainerInstances",
    ...scanTaskPermissions,
  ],
  example: `{
    clusterId: "c1a2b3c4d5e6f7a8b9c0d1e2f3a4b5c6d",
    apps: ["api", "web"],
}`,
};

export const containerScanTask = defineTask({
  description,
  sets: workloadSets,
  judged: containerJudged,
  connect: (context, inputs) => new ContainerScanner(context, SasClient.of(context, inputs), inputs),
});

class ContainerScanner implements Scanner {
  readonly queue: string;
  private readonly set: WorkloadSet;
  private readonly workloads: Workloads;
  private readonly tasks: OnceTasks;
  private submittedAt = Number.POSITIVE_INFINITY;

  constructor(
    private readonly context: Context,
    private readonly client: SasClient,
    inputs: Properties,
  ) {
    this.queue = `sas ${client.key}`;
    this.set = inputs.apps === undefined ? "containerIds" : "apps";
    this.workloads = Workloads.of(context, client, String(inputs.clusterId), this.set);
    this.tasks = OnceTasks.of(context, client);
  }

  resolve(map: ImageMap): Promise<Record<string, Handed>> {
    return this.workloads.handed(map);
  }

  /** Names of workloads are no tags: what they run changes by itself. */
  async digests(): Promise<Record<string, undefined>> {
    return {};
  }

  async count(): Promise<undefined> {}

  /** How several names stand in one call is not documented: one each. */
  chunks(keys: readonly string[]): readonly (readonly string[])[] {
    return partsOf(keys, 1);
  }

  async scanning(
    images: Readonly<Record<string, HandedWorkload>>,
    since: number,
    lost: boolean,
  ): Promise<ReadonlySet<string>> {
    const unfinished = await this.tasks.unfinished(since);
    // A lost answer's scan may have been quick.
    const running = lost ? [...unfinished, ...(await this.tasks.begun(this.submittedAt))] : unfinished;
    return new Set(
      Object.entries(images).flatMap(([key, { workload }]) =>
        running.some((leaf) => this.workloads.isAbout(leaf, workload)) ? [key] : [],
      ),
    );
  }

  taskOf(images: readonly HandedWorkload[], since: number): Promise<string | undefined> {
    const isOne = (leaf: OnceTask): boolean =>
      images.some(({ workload }) => this.workloads.isAbout(leaf, workload));
    return this.tasks.whole(since, isOne);
  }

  async selectionIsScanning(): Promise<boolean> {
    return false;
  }

  async submit(images: readonly HandedWorkload[] | undefined, inputs: Properties): Promise<Accepted> {
    const now = (): number => this.context.clock.now();
    this.submittedAt = now();
    const ClusterId = String(inputs.clusterId);
    const name = images?.[0]?.workload.name ?? "";
    return this.set === "apps"
      ? await createScan(this.client, this.tasks, now, "CreateContainerScanTaskByAppName", {
          ClusterId,
          AppNames: name,
        })
      : await createScan(this.client, this.tasks, now, "CreateContainerScanTask", {
          ClusterId,
          ContainerIds: name,
        });
  }

  stop(runs: readonly Run[], images: readonly Handed[]): Promise<number> {
    return this.tasks.stop(runs, async () => {
      const map = Object.fromEntries(images.map(({ id }) => [id, ""])) as ImageMap;
      const ours = [...(await this.workloads.running(map, this.context.clock.now() - 60_000)).values()];
      return (leaf) => ours.some((workload) => this.workloads.isAbout(leaf, workload));
    });
  }
}
