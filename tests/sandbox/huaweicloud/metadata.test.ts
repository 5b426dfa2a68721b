import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { OPERATIONS } from "../../../sandbox/huaweicloud/operations";
import type { Fields } from "../../../sandbox/huaweicloud/parameters";
import { stopSandboxes } from "../support";
import { emptyHss } from "./support";

/** The vendor's models, as far as this reads them. */
interface Metadata {
  readonly operations: Readonly<
    Record<
      string,
      { readonly method: string; readonly path: string; readonly request: string; readonly response: string }
    >
  >;
  readonly models: Readonly<Record<string, Model>>;
}
type Model = Readonly<
  Record<string, { readonly type: string; readonly required?: boolean; readonly maxLength?: number }>
>;

/** What no model has, but a page of the vendor's. */
const UNMODELLED_OPERATIONS = ["ListRegistry"];
const UNMODELLED_FIELDS = ["registry"];

const folder = process.env.IMAGE_SCAN_METADATA;

describe("sandbox huaweicloud metadata", () => {
  let metadata: Metadata;
  before(function () {
    if (!folder) {
      console.log("      IMAGE_SCAN_METADATA does not name the folder with the vendors' models");
      return this.skip();
    }
    metadata = JSON.parse(readFileSync(join(folder, "huaweicloud-hss.json"), "utf8")) as Metadata;
  });
  afterEach(stopSandboxes);

  function modelled() {
    return Object.entries(OPERATIONS).flatMap(([name, operation]) => {
      const model = metadata.operations[name];
      if (!model && UNMODELLED_OPERATIONS.includes(name)) return [];
      if (!model) throw new Error(`no model has ${name}`);
      return [{ name, operation, model, request: metadata.models[model.request] as Model }];
    });
  }

  /** Fails unless the table knows what the model does, requires what it requires, and takes texts as long. */
  function compare(fields: Fields, model: Model, path: string): void {
    expect(Object.keys(fields), path).to.have.members(Object.keys(model));
    for (const [name, field] of Object.entries(fields)) {
      const modelledField = model[name];
      const where = `${path}.${name}`;
      expect(field.required === true, where).to.equal(modelledField?.required === true);
      if (field.type === "string" && !field.words)
        expect(field.max, where).to.equal(modelledField?.maxLength);
      const inner = field.type === "list" ? field.of : field;
      const innerModel = modelledField?.type.replace("[]", "") ?? "";
      if (inner.type === "object") compare(inner.fields, metadata.models[innerModel] as Model, where);
      else expect(innerModel, where).to.equal(inner.type);
    }
  }

  it("has every operation, by the same method and path", () => {
    for (const { name, operation, model } of modelled()) {
      expect(`${operation.method} /v5/{project_id}/${operation.path}`, name).to.equal(
        `${model.method} ${model.path}`,
      );
    }
  });

  it("has every parameter of a query or a body, and the sandbox has no others", () => {
    for (const { name, operation, request } of modelled()) {
      const { body, region, ...rest } = request;
      const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, variable]) => variable ?? "");
      for (const variable of inPath) expect(rest, name).to.have.property(variable);
      const query = Object.entries(rest).filter(([parameter]) => !inPath.includes(parameter));
      compare(operation.query, Object.fromEntries(query), name);
      expect(operation.regionRequired === true, `${name} region`).to.equal(region?.required === true);
      expect(body === undefined, `${name} body`).to.equal(operation.body === undefined);
      if (operation.body) compare(operation.body, metadata.models[body?.type ?? ""] as Model, name);
    }
  });

  it("has every field of every answer", async () => {
    const { sandbox, account, call } = await emptyHss({ accounts: [{ images: "stocked" }] });
    account.startScan({ kind: "registry" });
    account.finishScans();
    const { image_id } = account.registryImages.get("team/worker:2026.03");
    const which = {
      image_type: "private_image",
      namespace: "team",
      image_name: "worker",
      tag_name: "2026.03",
    };
    const said = {
      ListImageScanTask: { query: { type: "image_scan" } },
      ListImageScanPolicy: { query: { type: "cycle" } },
      ListImageLocal: {},
      ListRegistryImages: {},
      ListImageVulnerabilities: { path: { image_id }, query: which },
      ShowImagePayPerScanStatistics: {},
    };
    for (const [name, parts] of Object.entries(said)) {
      const { httpStatusCode: _, ...answer } = await call(name, parts);
      const { response = "" } = metadata.operations[name] ?? {};
      fits(answer, response, name);
    }
    expect(sandbox.requests.entries.map(({ outcome }) => outcome)).to.deep.equal(Array(6).fill("ok"));
  });

  /** Fails for a field that the model does not have. */
  function fits(value: unknown, type: string, path: string): void {
    if (Array.isArray(value)) {
      expect(value.length, `${path} is an empty list`).to.be.greaterThan(
        path.endsWith("failed_images") ? -1 : 0,
      );
      for (const element of value) fits(element, type.replace("[]", ""), path);
      return;
    }
    const model = metadata.models[type];
    if (!model) {
      expect(typeof value, path).to.equal(type === "int" ? "number" : type === "bool" ? "boolean" : type);
      return;
    }
    for (const [name, inner] of Object.entries(value as object)) {
      if (UNMODELLED_FIELDS.includes(name)) continue;
      const field = model[name];
      if (!field) throw new Error(`${path}: ${type} has no ${name}`);
      fits(inner, field.type, `${path}.${name}`);
    }
  }
});
