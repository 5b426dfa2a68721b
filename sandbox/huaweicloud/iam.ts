import type { JsonObject } from "../json";
import type { HttpCall } from "../vendor";
import type { Account } from "./account";
import { IamError } from "./vendorError";

/** Where IAM's paths begin. */
export const IAM_PATH = "/v3/";

/** What IAM calls a request; "" when it is one that the sandbox does not know. */
export function iamAction({ method, path }: HttpCall): string {
  switch (`${method} ${path}`) {
    case "GET /v3/projects":
      return "KeystoneListProjects";
    case "POST /v3/projects":
      return "KeystoneCreateProject";
    case "GET /v3/regions":
      return "KeystoneListRegions";
    case "GET /v3/auth/domains":
      return "KeystoneListAuthDomains";
    default:
      return "";
  }
}

/**
 * IAM, as far as the vendor's SDK asks it by itself. It tells which project a region has; what the SDK would go
 * on to when that is not exactly one, creating a project, is refused.
 */
export function askIam(call: HttpCall, accounts: readonly Account[]): JsonObject {
  switch (iamAction(call)) {
    case "KeystoneListProjects":
      return listProjects(new URLSearchParams(call.query).get("name"), accounts);
    case "":
      throw new IamError(404, "Not Found", `Could not find: ${call.path}.`);
    default:
      throw new IamError(403, "Forbidden", "You are not authorized to perform the requested action.");
  }
}

function listProjects(region: string | null, accounts: readonly Account[]): JsonObject {
  const found = accounts.filter((account) => region === null || account.region === region);
  const projects = found.map(({ projectId: id, region: name, domainId: domain_id }) => ({
    id,
    name,
    domain_id,
    parent_id: domain_id,
    enabled: true,
    is_domain: false,
    description: "",
  }));
  return { projects, links: { self: IAM_PATH, next: null, previous: null } };
}
