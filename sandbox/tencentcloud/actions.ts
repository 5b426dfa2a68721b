import type { JsonObject } from "../json";
import type { Account } from "./account";
import type { Assumptions } from "./assumptions";
import { PAGE_REQUEST, type PageRequest } from "./imageList";
import type { ImageLists, RegistryPageRequest } from "./imageLists";
import { describeLicences } from "./licences";
import {
  CREATE_LOCAL_SCAN,
  type LocalScanRequest,
  STOP_LOCAL_SCAN,
  type StopLocalScanRequest,
  WHICH_LOCAL_SCAN,
} from "./localScans";
import { CREATE_LOCAL_SCHEDULE } from "./localSchedule";
import { BOOL, type Fields } from "./parameters";
import { describeRegistryImage, WHICH_DETAIL } from "./registryDetail";
import {
  CREATE_ONE_KEY_SCAN,
  CREATE_REGISTRY_SCAN,
  STOP_REGISTRY_SCAN,
  WHICH_ONE_KEY_SCAN,
} from "./registryScans";
import { UPDATE_REGISTRY_SCHEDULE } from "./registrySchedule";
import {
  describeLocalVulnerabilities,
  describeRegistryVulnerabilities,
  LIST_LOCAL_VULNERABILITIES,
  LIST_REGISTRY_VULNERABILITIES,
  type LocalVulnerabilityRequest,
} from "./vulnerabilities";

/** What an action works on. */
export interface Subject {
  readonly account: Account;
  readonly lists: ImageLists;
  readonly assumptions: Assumptions;
}

/** One action of the vendor's. */
interface Action {
  /** What a request for it may carry. */
  readonly fields: Fields;
  /** Does it, with parameters that the table allows. Answers the response but for its RequestId. */
  perform(subject: Subject, parameters: JsonObject): JsonObject;
}

/** Every action that the sandbox knows. A request for any other is answered InvalidAction. */
export const ACTIONS: Readonly<Record<string, Action>> = {
  UpdateImageRegistryTimingScanTask: {
    fields: UPDATE_REGISTRY_SCHEDULE,
    perform: ({ account }, parameters) => {
      account.registrySchedule.write(parameters);
      return {};
    },
  },
  DescribeImageRegistryTimingScanTask: {
    fields: {},
    perform: ({ account }) => account.registrySchedule.describe(),
  },
  CreateAssetImageScanSetting: {
    fields: CREATE_LOCAL_SCHEDULE,
    perform: ({ account }, parameters) => {
      account.localSchedule.write(parameters);
      return {};
    },
  },
  DescribeAssetImageScanSetting: {
    fields: {},
    perform: ({ account }) => account.localSchedule.describe(),
  },
  DescribeAssetImageRegistryList: {
    fields: { ...PAGE_REQUEST, OnlyShowLatest: BOOL, IsRunning: BOOL },
    perform: ({ lists }, parameters) => lists.describeRegistryImages(parameters as RegistryPageRequest),
  },
  DescribeAssetImageList: {
    fields: PAGE_REQUEST,
    perform: ({ lists }, parameters) => lists.describeLocalImages(parameters as PageRequest),
  },
  DescribeAssetImageRegistryDetail: {
    fields: WHICH_DETAIL,
    perform: ({ account, assumptions }, parameters) =>
      describeRegistryImage(parameters, account.registryImages, assumptions),
  },
  DescribeAssetImageRegistryVulList: {
    fields: LIST_REGISTRY_VULNERABILITIES,
    perform: ({ account, assumptions }, parameters) =>
      describeRegistryVulnerabilities(parameters, account, assumptions),
  },
  DescribeAssetImageVulList: {
    fields: LIST_LOCAL_VULNERABILITIES,
    perform: ({ account, assumptions }, parameters) =>
      describeLocalVulnerabilities(parameters as LocalVulnerabilityRequest, account, assumptions),
  },
  DescribeImageAuthorizedInfo: {
    fields: {},
    perform: ({ account }) => describeLicences(account),
  },
  CreateAssetImageRegistryScanTask: {
    fields: CREATE_REGISTRY_SCAN,
    perform: ({ account }, parameters) => account.registryScans.create(parameters),
  },
  CreateAssetImageRegistryScanTaskOneKey: {
    fields: CREATE_ONE_KEY_SCAN,
    perform: ({ account }, parameters) => account.registryScans.createOneKey(parameters),
  },
  DescribeAssetImageRegistryScanStatusOneKey: {
    fields: WHICH_ONE_KEY_SCAN,
    perform: ({ account }, parameters) => account.registryScans.describe(parameters),
  },
  ModifyAssetImageRegistryScanStop: {
    fields: STOP_REGISTRY_SCAN,
    perform: ({ account }, parameters) => {
      account.registryScans.stop(parameters);
      return {};
    },
  },
  ModifyAssetImageRegistryScanStopOneKey: {
    fields: WHICH_ONE_KEY_SCAN,
    perform: ({ account }, parameters) => {
      account.registryScans.stop(parameters);
      return {};
    },
  },
  CreateAssetImageScanTask: {
    fields: CREATE_LOCAL_SCAN,
    perform: ({ account }, parameters) => account.localScans.create(parameters as LocalScanRequest),
  },
  DescribeAssetImageScanStatus: {
    fields: WHICH_LOCAL_SCAN,
    perform: ({ account }, parameters) => account.localScans.describe(parameters),
  },
  DescribeAssetImageScanTask: {
    fields: {},
    perform: ({ account }) => account.localScans.describeLast(),
  },
  ModifyAssetImageScanStop: {
    fields: STOP_LOCAL_SCAN,
    perform: ({ account }, parameters) => account.localScans.stop(parameters as StopLocalScanRequest),
  },
};
