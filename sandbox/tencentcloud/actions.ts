import type { JsonObject } from "../json";
import type { Account } from "./account";
import { PAGE_REQUEST, type PageRequest } from "./imageList";
import type { ImageLists, RegistryPageRequest } from "./imageLists";
import { CREATE_LOCAL_SCHEDULE } from "./localSchedule";
import { BOOL, type Fields } from "./parameters";
import { UPDATE_REGISTRY_SCHEDULE } from "./registrySchedule";

/** What an action works on. */
export interface Subject {
  readonly account: Account;
  readonly lists: ImageLists;
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
};
