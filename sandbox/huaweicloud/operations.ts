import type { JsonObject } from "../json";
import type { Account } from "./account";
import type { Assumptions } from "./assumptions";
import {
  LIST_LOCAL_IMAGES,
  LIST_REGISTRIES,
  LIST_REGISTRY_IMAGES,
  pageOf,
  registryTypesOf,
  SCOPED,
} from "./imageLists";
import { BATCH_SCAN, CREATE_SCAN } from "./manualScans";
import { type Fields, word } from "./parameters";
import type { Registry } from "./registries";
import { LIST_POLICY, MODIFY_POLICY } from "./scannerPolicy";
import type { Scope } from "./scope";
import { LIST_TASKS } from "./taskList";
import { invalidParameter } from "./vendorError";
import { LIST_VULNERABILITIES, listVulnerabilities } from "./vulnerabilities";

/** What an operation works on. */
export interface Subject {
  readonly account: Account;
  readonly scope: Scope;
  readonly assumptions: Assumptions;
}

/** What a request says, as its tables allow. */
export interface OperationRequest {
  readonly path: Readonly<Record<string, string>>;
  readonly query: JsonObject;
  readonly body: JsonObject;
}

/** One operation of HSS. */
interface Operation {
  readonly method: "GET" | "POST" | "PUT";
  /** Below `/v5/{project_id}/`. */
  readonly path: string;
  readonly query: Fields;
  /** What its body may carry; an operation without this reads none. */
  readonly body?: Fields;
  /** Whether the region header is documented as mandatory. */
  readonly regionRequired?: true;
  /** Does it. Undefined is an answer without a body. */
  perform(subject: Subject, request: OperationRequest): JsonObject | undefined;
}

/** Every operation that the sandbox knows, by the vendor's names. A request for any other is answered APIGW.0101. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateManualImageScanTask: {
    method: "POST",
    path: "image/image-scan/tasks",
    // The older pages say local_image for what every SDK calls local.
    query: { ...SCOPED, global_image_type: word("local", "registry", "local_image") },
    body: CREATE_SCAN,
    perform: ({ account, scope }, { query, body }) => {
      const { global_image_type = "registry" } = query;
      account.manualScans.create(body, global_image_type === "registry" ? "registry" : "local", scope);
      return undefined;
    },
  },
  ListImageScanTask: {
    method: "GET",
    path: "image/tasks",
    query: LIST_TASKS,
    perform: ({ account, scope }, { query }) => account.tasks.list(query, scope),
  },
  StopImageScanTask: {
    method: "PUT",
    path: "image/image-scan/tasks/{task_id}/stop",
    query: SCOPED,
    perform: ({ account, scope }, { path: { task_id = "" } }) => {
      if (!/^[a-z0-9-]{1,64}$/.test(task_id)) throw invalidParameter("task_id", "is not the id of a task");
      account.manualScans.stop(task_id, scope);
      return undefined;
    },
  },
  BatchScanLocalImage: {
    method: "POST",
    path: "image/local/batch-scan",
    query: SCOPED,
    body: BATCH_SCAN,
    regionRequired: true,
    perform: ({ account, scope }, { body }) => {
      account.manualScans.batchScan(body, scope);
      return undefined;
    },
  },
  ListImageScanPolicy: {
    method: "GET",
    path: "image/scanner-policies",
    query: LIST_POLICY,
    perform: ({ account, scope }, { query }) =>
      account.scannerPolicyOf(scope.first).describe(String(query.type), scope),
  },
  ModifyImageScanPolicy: {
    method: "PUT",
    path: "image/scanner-policies",
    query: SCOPED,
    body: MODIFY_POLICY,
    perform: ({ account, scope }, { body }) => {
      account.scannerPolicyOf(scope.first).write(body, scope);
      return undefined;
    },
  },
  ListImageLocal: {
    method: "GET",
    path: "image/local-repositories",
    query: LIST_LOCAL_IMAGES,
    perform: ({ account, scope }, { query }) => account.lists.listLocalImages(query, scope),
  },
  ListRegistryImages: {
    method: "GET",
    path: "image/registries/images",
    query: LIST_REGISTRY_IMAGES,
    perform: ({ account, scope }, { query }) => account.lists.listRegistryImages(query, scope),
  },
  ListRegistry: {
    method: "GET",
    path: "image/registries",
    query: LIST_REGISTRIES,
    perform: listRegistries,
  },
  ListImageVulnerabilities: {
    method: "GET",
    path: "image/{image_id}/vulnerabilities",
    query: LIST_VULNERABILITIES,
    perform: ({ account, scope, assumptions }, { path: { image_id = "" }, query }) =>
      listVulnerabilities(image_id, query, account, scope, assumptions),
  },
  ShowImagePayPerScanStatistics: {
    method: "GET",
    path: "image/pay-per-scan/statistics",
    query: SCOPED,
    perform: ({ account, scope }) => {
      const rowsOf = (images: Account["registryImages"] | Account["localImages"]) =>
        images.assets().flatMap((asset) => (scope.has(asset) ? [asset.row] : []));
      const { registryImages, localImages, quota } = account;
      return quota.describe(rowsOf(registryImages), rowsOf(localImages), account.succeededScans);
    },
  },
};

function listRegistries({ account, scope }: Subject, { query }: OperationRequest): JsonObject {
  const { registries, registryImages } = account;
  const { registry_name = "", registry_id, registry_type, registry_addr = "", status } = query;
  const types = registry_type === undefined ? undefined : registryTypesOf(String(registry_type));
  const fits = (registry: Registry) =>
    scope.has({ enterpriseProject: registries.enterpriseProjectOf(registry) }) &&
    registry.registry_name.includes(String(registry_name)) &&
    registry.registry_addr.includes(String(registry_addr)) &&
    (registry_id === undefined || registry.id === registry_id) &&
    (status === undefined || registry.status === status) &&
    (types?.includes(registry.registry_type) ?? true);
  const images = registryImages.list();
  const rows = registries.list().filter(fits);
  return pageOf(
    rows.map((registry) => ({
      ...registry,
      images_num: images.filter(({ registry_id }) => registry_id === registry.id).length,
    })),
    query,
  );
}
