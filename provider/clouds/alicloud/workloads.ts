import type { Context } from "../../core/context";
import { type ImageMap, imagesOf, type Naming } from "../../core/imageSet";
import { Listing } from "../../core/listing";
import type { Handed } from "../../core/task";
import type { ContainerInstance, OnceTask } from "./api";
import type { SasClient } from "./client";
import { vendorDigest } from "./digest";
import { digestOf } from "./onceTasks";

/** How a program tells what runs in a cluster: by application, or container by container. */
export const workloadSets = { apps: "apps", containerIds: "containers" } as const;

export type WorkloadSet = keyof typeof workloadSets;

/** An application or a container as a program names it. */
interface WorkloadName {
  readonly name: string;
}

/** Names that say it all: the key is the name. */
const nameOnly = (noun: string, range: string, form: RegExp): Naming<WorkloadName> => ({
  input: "string",
  range,
  noun,
  parse(written) {
    return typeof written === "string" && form.test(written)
      ? { image: { name: written } }
      : { wrong: `is not accepted: write ${range}` };
  },
  key: ({ name }) => ({ key: name, value: "" }),
  fromKey(key) {
    return this.parse(key);
  },
});

export const workloadNaming: Readonly<Record<WorkloadSet, Naming<WorkloadName>>> = {
  apps: nameOnly("app", "the name of an application in the cluster", /^[^\s,[\]"]+$/),
  containerIds: nameOnly("container", "a container's id, 64 hexadecimal digits", /^[0-9a-f]{64}$/),
};

/** What runs under one name. */
export interface Workload {
  readonly name: string;
  readonly containers: readonly ContainerInstance[];
}

/** One on its way to a scan. */
export interface HandedWorkload extends Handed {
  readonly workload: Workload;
}

/** The applications, or the containers, of one cluster, as SAS lists them. */
export class Workloads extends Listing<Workload, WorkloadName> {
  /** Those of one cluster, shared by all resources of this process. */
  static of(context: Context, client: SasClient, clusterId: string, set: WorkloadSet): Workloads {
    const key = `sas ${set} ${client.key} ${clusterId}`;
    return context.share(key, () => new Workloads(context, client, clusterId, set));
  }

  private constructor(
    context: Context,
    client: SasClient,
    private readonly clusterId: string,
    private readonly set: WorkloadSet,
  ) {
    super(context, {
      naming: workloadNaming[set],
      fetch: async () => grouped(await containersOf(client, clusterId), set),
      namesOf: ({ name }) => [name],
      nameFor: ({ name }) => name,
      fits: () => true,
      placeOf: ({ name }) => name,
      where: `not running in cluster ${clusterId}, as far as Security Center knows`,
      tellApart: "give the containers by their ids",
      remedy: "Security Center lists what runs in clusters that are connected to it.",
    });
  }

  async handed(map: ImageMap): Promise<Record<string, HandedWorkload>> {
    const records = await this.records(map);
    // No list says when they were scanned last: a result counts if it comes from now on.
    const scannedAt = String(this.context.clock.now());
    return Object.fromEntries(
      Object.entries(records).map(([key, workload]) => [key, { id: workload.name, scannedAt, workload }]),
    );
  }

  /** Those of `map`, with what runs under them now: nothing under names that are not listed any more. */
  async running(map: ImageMap, since: number): Promise<ReadonlyMap<string, Workload>> {
    const listed = await this.listed(map, since);
    return new Map(
      [...imagesOf(map, workloadNaming[this.set])].map(([key, { name }]) => [
        key,
        listed.get(key) ?? { name, containers: [] },
      ]),
    );
  }

  /** Whether a part of a scan is about `workload`. What it does not say is taken to fit, as far as the image does. */
  isAbout(leaf: OnceTask, { name, containers }: Workload): boolean {
    const { AppName, ClusterId, Pod } = leaf.TaskImageInfo ?? {};
    if (ClusterId && ClusterId !== this.clusterId) return false;
    if (this.set === "apps" && AppName) return AppName === name;
    const digest = digestOf(leaf);
    return containers.some((container) => {
      if (AppName && container.AppName && AppName !== container.AppName) return false;
      // A pod may run several images, and an image run in several pods: what is known of both must agree.
      const image = vendorDigest(container.ImageDigest ?? "");
      const sameImage = digest !== "" && image !== "" ? digest === image : undefined;
      const samePod = Pod && container.Pod ? Pod === container.Pod : undefined;
      return sameImage !== false && samePod !== false && (sameImage ?? samePod ?? false);
    });
  }
}

async function containersOf(client: SasClient, clusterId: string): Promise<readonly ContainerInstance[]> {
  const Criteria = JSON.stringify([{ name: "clusterId", value: clusterId, logicalExp: "AND" }]);
  const containers = await client.rows(
    "DescribeContainerInstances",
    { Criteria, LogicalExp: "AND" },
    ({ ContainerInstanceList }) => ContainerInstanceList,
  );
  return containers.filter(({ ClusterId }) => !ClusterId || ClusterId === clusterId);
}

function grouped(containers: readonly ContainerInstance[], set: WorkloadSet): readonly Workload[] {
  const byName = new Map<string, ContainerInstance[]>();
  for (const container of containers) {
    const name = set === "apps" ? container.AppName : container.ContainerId;
    if (!name) continue;
    const others = byName.get(name);
    if (others) others.push(container);
    else byName.set(name, [container]);
  }
  return [...byName].map(([name, those]) => ({ name, containers: those }));
}
