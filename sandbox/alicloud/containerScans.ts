import type { JsonObject } from "../json";
import type { Assumptions } from "./assumptions";
import type { Container, Containers } from "./containers";
import type { ScanTarget } from "./onceTask";
import type { OnceTasks } from "./onceTasks";
import { type Parameters, readList, STRING } from "./parameters";
import { isSupported } from "./regions";

/** What CreateContainerScanTask takes. */
export const SCAN_CONTAINERS = { ClusterId: STRING, ContainerIds: STRING, Lang: STRING };

/** What CreateContainerScanTaskByAppName takes. */
export const SCAN_APPS = { ClusterId: STRING, AppNames: STRING, Lang: STRING };

/** A container as a task scans it. */
class ContainerTarget implements ScanTarget {
  readonly targetType = "IMAGE";
  status = "";
  progress = 0;

  constructor(
    readonly subject: Container,
    private readonly containers: Containers,
  ) {}

  get name(): string {
    return this.subject.ContainerId;
  }

  get digest(): string {
    return this.subject.ImageDigest;
  }

  get refused(): string | undefined {
    return isSupported(this.subject.RegionId) ? undefined : "TASK_NOT_SUPPORT_REGION";
  }

  info(): JsonObject {
    const { ClusterType: _, ContainerId, Namespace, ImageDigest, ...rest } = this.subject;
    return { ...rest, Digest: ImageDigest };
  }

  mark(status: string, progress: number): void {
    this.status = status;
    this.progress = progress;
  }

  conclude(at: number): ReturnType<ScanTarget["conclude"]> {
    const outcome = this.containers.outcomeOf(this.subject);
    if (!outcome.ok) return { failed: outcome.error };
    const { vulnerabilities, malware, baseline } = outcome.found;
    this.containers.find(this.subject, { found: outcome.found, at });
    return { risky: vulnerabilities.length + malware + baseline > 0 };
  }
}

/** The one-off scans of what runs in an account's clusters. */
export class ContainerScans {
  constructor(
    private readonly containers: Containers,
    private readonly tasks: OnceTasks,
    private readonly assumptions: Assumptions,
  ) {}

  /** CreateContainerScanTask */
  create(parameters: Parameters): JsonObject {
    const ids = names(parameters.text("ContainerIds"), this.assumptions.containerIds);
    return this.#start("CreateContainerScanTask", parameters, ids, ({ ContainerId }) => ContainerId);
  }

  /** CreateContainerScanTaskByAppName */
  createByAppName(parameters: Parameters): JsonObject {
    const apps = names(parameters.text("AppNames"), this.assumptions.appNames);
    return this.#start("CreateContainerScanTaskByAppName", parameters, apps, ({ AppName }) => AppName);
  }

  /** Without names, everything in the cluster; without a cluster, in all of them. */
  #start(
    action: string,
    parameters: Parameters,
    asked: ReadonlySet<string> | undefined,
    nameOf: (container: Container) => string,
  ): JsonObject {
    const clusterId = parameters.text("ClusterId");
    const targets = this.containers
      .list()
      .filter(({ ClusterId }) => (clusterId ?? ClusterId) === ClusterId)
      .filter((container) => asked?.has(nameOf(container)) ?? true)
      .map((container) => new ContainerTarget(container, this.containers));
    return this.tasks.create("container", action, targets);
  }
}

function names(text: string | undefined, reading: Assumptions["appNames"]): ReadonlySet<string> | undefined {
  if (text === undefined) return undefined;
  if (reading === "commas") return new Set(text.split(",").map((name) => name.trim()));
  if (reading === "json" && text.startsWith("[")) return new Set(readList("names", text).map(String));
  return new Set([text]);
}
