import type { JsonObject } from "../json";
import type { Container, Containers } from "./containers";
import { containing, exactly, metBy, SEARCH, type Searchable } from "./criteria";
import { askedPage, PAGE_REQUEST, pageAs } from "./page";
import { type Parameters, required, STRING } from "./parameters";
import { invalid } from "./vendorError";

/** What DescribeContainerInstances takes. */
export const LIST_CONTAINERS = { ...SEARCH, ...PAGE_REQUEST };

/** What DescribeGroupedContainerInstances takes. */
export const GROUP_CONTAINERS = { ...LIST_CONTAINERS, GroupField: required(STRING), FieldValue: STRING };

/** What DescribeContainerApps takes. */
export const LIST_APPS = {
  CurrentPage: required(PAGE_REQUEST.CurrentPage),
  PageSize: required(PAGE_REQUEST.PageSize),
  ClusterId: STRING,
  FieldValue: STRING,
};

const SEARCHABLE: Searchable<Container> = {
  clusterId: exactly(({ ClusterId }) => ClusterId),
  clusterName: containing(({ ClusterName }) => ClusterName),
  containerId: exactly(({ ContainerId }) => ContainerId),
  namespace: exactly(({ Namespace }) => Namespace),
  appName: containing(({ AppName }) => AppName),
  pod: containing(({ Pod }) => Pod),
  image: containing(({ Image }) => Image),
};

const GROUPS: Readonly<Record<string, (container: Container) => string>> = {
  pod: ({ Pod }) => Pod,
  appName: ({ AppName }) => AppName,
  namespace: ({ Namespace }) => Namespace,
  clusterId: ({ ClusterId }) => ClusterId,
  image: ({ Image }) => Image,
};

/** What the vendor tells of the containers of one account. */
export class ContainerList {
  constructor(
    private readonly containers: Containers,
    private readonly maxPageSize: number,
  ) {}

  /** DescribeContainerInstances */
  describe(parameters: Parameters): JsonObject {
    const found = this.containers.list().filter(metBy(parameters, SEARCHABLE));
    return pageAs("ContainerInstanceList", found, askedPage(parameters, this.maxPageSize), (row) => row);
  }

  /** DescribeGroupedContainerInstances: the first container of each group stands for it. */
  describeGroups(parameters: Parameters): JsonObject {
    const field = parameters.needed("GroupField");
    const group = Object.hasOwn(GROUPS, field) ? GROUPS[field] : undefined;
    if (!group) throw invalid("GroupField");
    const value = parameters.text("FieldValue") ?? "";
    const groups = new Map<string, { readonly first: Container; count: number }>();
    for (const container of this.containers.list().filter(metBy(parameters, SEARCHABLE))) {
      if (!group(container).includes(value)) continue;
      // An app is one in its cluster: another cluster may have one of the same name.
      const key = field === "appName" ? `${container.ClusterId} ${group(container)}` : group(container);
      const known = groups.get(key) ?? { first: container, count: 0 };
      known.count += 1;
      groups.set(key, known);
    }
    const page = askedPage(parameters, this.maxPageSize);
    return pageAs("GroupedContainerInstanceList", [...groups.values()], page, ({ first, count }) => {
      const { ContainerId: _, ...row } = first;
      return { ...row, InstanceCount: count };
    });
  }

  /** DescribeContainerApps: a page without a count of all. */
  describeApps(parameters: Parameters): JsonObject {
    const clusterId = parameters.text("ClusterId");
    const value = parameters.text("FieldValue") ?? "";
    const names = this.containers
      .list()
      .filter(({ ClusterId, AppName }) => (clusterId ?? ClusterId) === ClusterId && AppName.includes(value))
      .map(({ AppName }) => AppName);
    const { from, to } = askedPage(parameters, this.maxPageSize);
    return { TagValues: [...new Set(names)].slice(from, to) };
  }

  /** DescribeContainerServiceK8sClusters */
  describeClusters(): JsonObject {
    return {
      K8sClusters: this.containers.clusters().map(({ ClusterId, ClusterName }) => ({
        ClusterId,
        Name: ClusterName,
      })),
    };
  }
}
