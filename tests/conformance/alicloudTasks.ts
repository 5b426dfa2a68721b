import type { Properties } from "../../provider/core/wire";
import { type Assumptions, READINGS } from "../../sandbox/alicloud/assumptions";
import type { AlicloudAccount } from "../../sandbox/index";
import { madeUpHash } from "../../sandbox/madeUp";
import { apps, clusterId, containerIds, none, registryTasks, workloads } from "../../tools/ground/alicloud";
import { images } from "../../tools/ground/vendor";
import { inParts, type Reading, readings, type TaskRow, unknownImages, unknownOptions } from "./taskRow";

/** Every reading that is not the default of its point; the sandbox's own table, so that a new point is tried, too. */
const otherReadings = (except: readonly (keyof Assumptions)[] = []): readonly Reading[] =>
  readings(
    Object.entries(READINGS)
      .filter(([point]) => !except.includes(point as keyof Assumptions))
      .flatMap(([point, [, ...others]]) => others.map((reading) => [point, reading] as const)),
  );

const common = {
  stop: "CancelOnceTask",
  stopped: (taskId: unknown) => ({ TaskId: taskId }),
  sent: {},
  atATime: 10,
  full: [
    {
      assume: { whenFull: "noTaskId" },
      says: /: the account runs 10 scans of images, which is all it may\. /,
    },
    { assume: { whenFull: "refused" }, says: /: TaskLimitExceeded: .+ \(request [0-9A-F-]{36}\)\. / },
  ],
  licences: false,
  lostAnswers: [
    { assume: { unfinishedTaskId: "leaf" }, tellsId: false },
    { assume: { unfinishedTaskId: "leaf", leafIds: "known" }, tellsId: false },
    { assume: { unfinishedTaskId: "root" }, tellsId: true },
    { assume: { unfinishedTaskId: "root", leafStatus: "documented" }, tellsId: true },
  ],
} as const;

/** What the two ways to name what runs have in common. */
const containerTask = {
  ...common,
  kind: "alicloud/containerScanTask",
  selectionInputs: ["apps", "containerIds"],
  selections: [],
  selecting: none("selection without names of what runs"),
  list: "DescribeContainerInstances",
  parts: (names: readonly string[]) => inParts(names, 1),
  many: 3,
  told: (body: Properties) => body,
  count: () => 1,
  movesTags: false,
  replaces: ["clusterId", "profile", "site"],
  readings: otherReadings(["containerTasks"]),
} as const;

const registryUnknowns = (unknown: string): Properties[] => [
  ...unknownImages(unknown),
  ...unknownOptions(unknown, { images: ["team/one:1.0"] }),
  { images: [{ repoNamespace: "team", repoName: unknown }] },
  { all: unknown },
  { filter: unknown },
  { filter: { repoNamespaces: [unknown] } },
  { filter: { repoNamespaces: ["team"], tags: unknown } },
];

export const alicloudTasks: readonly TaskRow<AlicloudAccount>[] = [
  {
    ...common,
    kind: "alicloud/registryScanTask",
    start: registryTasks,
    set: "images",
    noun: "images",
    names: images,
    name: (index) => `bulk/image-${String(index).padStart(4, "0")}:1.0`,
    program: (names) => ({ images: names }),
    selectionInputs: ["images", "filter", "all"],
    selections: [
      { title: "everything", inputs: { all: true }, action: "PublicCreateImageScanTask", body: () => ({}) },
      {
        title: "a filter",
        inputs: {
          filter: {
            registryTypes: ["harbor", "acr"],
            regionIds: ["cn-hangzhou"],
            repoNamespaces: ["team"],
            repoNames: ["one", "two", "one"],
            tags: ["1.0"],
          },
        },
        action: "PublicCreateImageScanTask",
        body: () => ({
          RegistryTypes: "acr,harbor",
          RegionIds: "cn-hangzhou",
          RepoNamespaces: "team",
          RepoNames: "one,two",
          Tags: "1.0",
        }),
      },
    ],
    selecting: (names) => {
      const repoNames = names.map((name) => name.replace(/^.*\/|:.*$/g, ""));
      return { filter: { repoNames: repoNames.length > 0 ? repoNames : ["nothing-is-called-so"] } };
    },
    list: "DescribeImageInstances",
    submit: "PublicSyncAndCreateImageScanTask",
    parts: (names) => inParts(names, 20),
    many: 45,
    told: ({ Images, ...body }) => ({ ...body, Images: JSON.parse(String(Images)) as unknown }),
    count: ({ Images }) => (JSON.parse(String(Images)) as unknown[]).length,
    body: ({ ground }, names) => ({
      Images: names.map((name) => {
        const image = ground.account.registryImages.get(name);
        return {
          registryType: "acr",
          instanceId: "cri-sandbox1",
          regionId: "cn-hangzhou",
          repoId: image.RepoId,
          repoNamespace: image.RepoNamespace,
          repoName: image.RepoName,
          tag: image.Tag,
          digest: image.Digest,
          createTime: Number(image.ImageCreate),
          updateTime: Number(image.ImageUpdate),
        };
      }),
    }),
    movesTags: true,
    alias: ({ idOf }) => `team/one:1.0@sha256:${String(idOf("team/one:1.0"))}`,
    sets: [
      { images: images.slice(0, 3) },
      {
        images: undefined,
        filter: { registryTypes: ["acr", "quay"], repoNames: ["a", "b"], tags: ["1", "2"] },
      },
    ],
    replaces: ["profile", "site"],
    unknowns: registryUnknowns,
    readings: otherReadings(),
  },
  {
    ...containerTask,
    start: workloads("apps"),
    set: "apps",
    noun: "apps",
    names: apps,
    name: (index) => `app-${index}`,
    program: (names) => ({ clusterId, apps: names }),
    submit: "CreateContainerScanTaskByAppName",
    body: (_, [AppNames]) => ({ ClusterId: clusterId, AppNames }),
    sets: [{ apps: apps.slice(0, 3) }],
    unknowns: (unknown) => [
      { clusterId, apps: [unknown] },
      { clusterId, apps: ["one", unknown] },
      { clusterId, apps: unknown },
      { clusterId: unknown, apps: ["one"] },
      ...unknownOptions(unknown, { clusterId, apps: ["one"] }),
    ],
  },
  {
    ...containerTask,
    start: workloads("containerIds"),
    set: "containerIds",
    noun: "containers",
    names: containerIds,
    name: (index) => madeUpHash(`further ${index}`),
    program: (names) => ({ clusterId, containerIds: names }),
    submit: "CreateContainerScanTask",
    body: (_, [ContainerIds]) => ({ ClusterId: clusterId, ContainerIds }),
    sets: [{ containerIds: containerIds.slice(0, 3) }],
    unknowns: (unknown) => [
      { clusterId, containerIds: [unknown] },
      { clusterId, containerIds: unknown },
    ],
  },
];
