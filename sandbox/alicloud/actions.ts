import type { JsonObject } from "../json";
import type { Account } from "./account";
import { type ContainerList, GROUP_CONTAINERS, LIST_APPS, LIST_CONTAINERS } from "./containerList";
import { type ContainerScans, SCAN_APPS, SCAN_CONTAINERS } from "./containerScans";
import { CREATE_CYCLE_TASK, MODIFY_CYCLE_TASK } from "./cycleTasks";
import { type ImageList, LIST_IMAGES, WHICH_IMAGE } from "./imageList";
import type { OnceTaskReader } from "./onceTaskReader";
import { PAGE_REQUEST } from "./page";
import { BOOLEAN, type Fields, LONG, type Parameters, REPEAT_LIST, required, STRING } from "./parameters";
import { BY_FILTER } from "./registryScans";
import { countFindings, describeVulnerabilities, LIST_VULNERABILITIES } from "./vulnerabilities";

/** What an action works on. */
export interface Subject {
  readonly account: Account;
  readonly images: ImageList;
  readonly tasks: OnceTaskReader;
  readonly containers: ContainerList;
  readonly containerScans: ContainerScans;
  readonly maxPageSize: number;
}

/** One action of the vendor's. */
interface Action {
  /** What a request for it may carry. */
  readonly fields: Fields;
  /** Does it, with parameters that the table allows. Answers the response but for its RequestId. */
  perform(subject: Subject, parameters: Parameters): JsonObject;
}

const WHICH_TASK: Fields = { TaskId: required(STRING) };
const TASK_TYPE: Fields = { TaskType: required(STRING) };
const HTTP_OK = { HttpStatusCode: 200 };

/** Every action that the sandbox knows. A request for any other is answered InvalidApi.NotFound. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  PublicSyncAndCreateImageScanTask: {
    fields: { Images: required(STRING), SourceIp: STRING },
    perform: ({ account }, parameters) => ({ Data: account.registryScans.syncAndCreate(parameters) }),
  },
  PublicCreateImageScanTask: {
    fields: BY_FILTER,
    perform: ({ account }, parameters) => ({ Data: account.registryScans.create(parameters) }),
  },
  PublicPreCheckImageScanTask: {
    fields: BY_FILTER,
    perform: ({ account }, parameters) => ({ Data: account.registryScans.preCheck(parameters) }),
  },
  CreateContainerScanTask: {
    fields: SCAN_CONTAINERS,
    perform: ({ containerScans }, parameters) => ({ Data: containerScans.create(parameters), ...HTTP_OK }),
  },
  CreateContainerScanTaskByAppName: {
    fields: SCAN_APPS,
    perform: ({ containerScans }, parameters) => ({
      Data: containerScans.createByAppName(parameters),
      ...HTTP_OK,
    }),
  },
  GetOnceTaskResultInfo: {
    fields: { ...WHICH_TASK, ...TASK_TYPE, TaskName: required(STRING) },
    perform: ({ tasks }, parameters) => tasks.resultOf(parameters),
  },
  DescribeOnceTaskLeafRecordPage: {
    fields: {
      ...TASK_TYPE,
      CurrentPage: required(PAGE_REQUEST.CurrentPage),
      PageSize: required(PAGE_REQUEST.PageSize),
      RelateInfo: required(BOOLEAN),
      TaskId: STRING,
      StatusList: REPEAT_LIST,
      Source: STRING,
      StartTime: LONG,
      EndTime: LONG,
    },
    perform: ({ tasks }, parameters) => tasks.leafPage(parameters),
  },
  ListUnfinishedOnceTask: {
    fields: { ...TASK_TYPE, Target: STRING },
    perform: ({ tasks }, parameters) => tasks.unfinished(parameters),
  },
  DescribeImageLatestScanTask: {
    fields: { Digest: required(STRING) },
    perform: ({ tasks }, parameters) => tasks.latest(parameters),
  },
  CancelOnceTask: {
    fields: WHICH_TASK,
    perform: ({ account }, parameters) => {
      account.tasks.cancel(parameters.needed("TaskId"));
      return {};
    },
  },
  DescribeImageInstances: {
    fields: LIST_IMAGES,
    perform: ({ images }, parameters) => images.describe(parameters),
  },
  DescribeImage: {
    fields: WHICH_IMAGE,
    perform: ({ images }, parameters) => images.describeOne(parameters),
  },
  DescribeContainerApps: {
    fields: LIST_APPS,
    perform: ({ containers }, parameters) => containers.describeApps(parameters),
  },
  DescribeContainerInstances: {
    fields: LIST_CONTAINERS,
    perform: ({ containers }, parameters) => containers.describe(parameters),
  },
  DescribeGroupedContainerInstances: {
    fields: GROUP_CONTAINERS,
    perform: ({ containers }, parameters) => containers.describeGroups(parameters),
  },
  DescribeContainerServiceK8sClusters: {
    fields: {},
    perform: ({ containers }) => containers.describeClusters(),
  },
  DescribeImageScanAuthCount: {
    fields: {},
    perform: ({ account: { quota, tasks } }) => {
      tasks.catchUp();
      return {
        ImageScan: {
          ImageScanCapacity: quota.capacity,
          ScanCount: quota.used,
          InstanceId: "sas-sandbox1",
        },
      };
    },
  },
  DescribeImageVulList: {
    fields: LIST_VULNERABILITIES,
    perform: ({ account, maxPageSize }, parameters) =>
      describeVulnerabilities(account, parameters, maxPageSize),
  },
  DescribeImageSecurityScanCount: {
    fields: { ImageDigest: STRING },
    perform: ({ account }, parameters) => countFindings(account, parameters),
  },
  CreateCycleTask: {
    fields: CREATE_CYCLE_TASK,
    perform: ({ account }, parameters) => account.cycleTasks.create(parameters),
  },
  ModifyCycleTask: {
    fields: MODIFY_CYCLE_TASK,
    perform: ({ account }, parameters) => account.cycleTasks.modify(parameters),
  },
  DeleteCycleTask: {
    fields: { ConfigId: required(STRING) },
    perform: ({ account }, parameters) => account.cycleTasks.delete(parameters),
  },
  DescribeCycleTaskList: {
    fields: { ...PAGE_REQUEST, ConfigId: STRING, TaskName: STRING, TaskType: STRING },
    perform: ({ account, maxPageSize }, parameters) => account.cycleTasks.describe(parameters, maxPageSize),
  },
};
