import { madeUpHash } from "../madeUp";
import { fails, type Outcome } from "../outcome";
import type { Assumptions } from "./assumptions";
import { CLEAN, type Findings, type Found, finds } from "./findings";
import { spelled } from "./registryImage";

/** A cluster, in the vendor's words. */
export type Cluster = {
  readonly ClusterId: string;
  readonly ClusterName: string;
  /** `ManagedKubernetes`, `Ask` or another of the vendor's. */
  readonly ClusterType: string;
  readonly RegionId: string;
};

/** A container that runs, in the vendor's words. */
export type Container = Cluster & {
  readonly ContainerId: string;
  readonly AppName: string;
  readonly Namespace: string;
  readonly Pod: string;
  readonly Image: string;
  /** Spelled the way the vendor is assumed to spell it. */
  readonly ImageDigest: string;
  readonly NodeName: string;
  readonly NodeInstanceId: string;
  readonly NodeIp: string;
};

/** A container to run: what is not said is made up. */
export type NewContainer = Pick<Container, "ClusterId" | "AppName"> & Partial<Omit<Container, keyof Cluster>>;

/** What a scan of a container found, and when. */
interface LastScan {
  readonly found: Found;
  readonly at: number;
}

/** What runs in the clusters of an account, in the order in which it was started. */
export class Containers {
  readonly #clusters = new Map<string, Cluster>();
  readonly #byId = new Map<string, Container>();
  readonly #outcomes = new Map<string, Outcome<Found>>();
  readonly #found = new Map<string, LastScan>();
  #started = 0;

  constructor(
    private readonly assumptions: Assumptions,
    private readonly regionId: string,
    private readonly catchUp: () => void,
  ) {}

  clusters(): Cluster[] {
    return [...this.#clusters.values()];
  }

  list(): Container[] {
    return [...this.#byId.values()];
  }

  /** Makes a cluster that containers can run in. */
  addCluster(ClusterId: string, fields: Partial<Omit<Cluster, "ClusterId">> = {}): Cluster {
    if (!ClusterId) throw new TypeError("a cluster needs a ClusterId");
    const plain = { ClusterName: ClusterId, ClusterType: "ManagedKubernetes", RegionId: this.regionId };
    const cluster = { ClusterId, ...plain, ...fields };
    this.#clusters.set(ClusterId, cluster);
    return cluster;
  }

  /** Runs a container of an app in a cluster that is there. */
  run({ ClusterId, AppName, ...fields }: NewContainer): Container {
    const cluster = this.#clusters.get(ClusterId);
    if (!cluster) throw new RangeError(`no cluster is ${ClusterId}`);
    if (!AppName) throw new TypeError("a container needs an AppName");
    this.#started += 1;
    const number = this.#started;
    const Image = fields.Image ?? `registry.example/${AppName}:latest`;
    const container = {
      ...cluster,
      ContainerId: madeUpHash(`container ${number}`),
      AppName,
      Namespace: "default",
      Pod: `${AppName}-${number}`,
      NodeName: `${cluster.RegionId}.node-1`,
      NodeInstanceId: "i-sandbox1",
      NodeIp: "10.0.0.1",
      ...fields,
      Image,
      ImageDigest: spelled(fields.ImageDigest ?? madeUpHash(`manifest ${Image}`), this.assumptions),
    };
    if (this.#byId.has(container.ContainerId)) throw new RangeError(`${container.ContainerId} runs already`);
    this.#byId.set(container.ContainerId, container);
    return container;
  }

  /** Ends a container, or all of an app. */
  stop(which: string): void {
    for (const { ContainerId } of this.#all(which)) this.#byId.delete(ContainerId);
  }

  /** Says what scans of a container, or of all of an app, find from now on; else they are clean. */
  findings(which: string, findings: Findings): void {
    const outcome = finds(findings);
    for (const { ContainerId } of this.#all(which)) this.#outcomes.set(ContainerId, outcome);
  }

  /** Lets scans of a container, or of all of an app, fail from now on; the reason is what ResultInfo says. */
  failScans(which: string, error = "IMAGE_DOWNLOAD_FAIL"): void {
    const outcome = fails(error);
    for (const { ContainerId } of this.#all(which)) this.#outcomes.set(ContainerId, outcome);
  }

  /** @internal */
  outcomeOf({ ContainerId }: Container): Outcome<Found> {
    return this.#outcomes.get(ContainerId) ?? CLEAN;
  }

  /** @internal What the last scan that succeeded found; undefined when there was none. */
  foundIn({ ContainerId }: Container): LastScan | undefined {
    return this.#found.get(ContainerId);
  }

  /** @internal */
  find({ ContainerId }: Container, found: LastScan): void {
    this.#found.set(ContainerId, found);
  }

  #all(which: string): Container[] {
    // Before anything changes that a scan which has ended by now should not see.
    this.catchUp();
    const found = this.list().filter(
      ({ ContainerId, AppName }) => ContainerId === which || AppName === which,
    );
    if (found.length === 0) throw new RangeError(`no container or app is ${which}`);
    return found;
  }
}
