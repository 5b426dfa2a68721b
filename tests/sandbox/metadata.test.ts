import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { ACTIONS } from "../../sandbox/tencentcloud/actions";
import type { Fields } from "../../sandbox/tencentcloud/parameters";

/** The vendor's metadata of one site, as far as this reads it. */
interface Metadata {
  readonly actions: Readonly<Record<string, { readonly input: string }>>;
  readonly objects: Readonly<Record<string, { readonly members: readonly Member[] }>>;
}
interface Member {
  readonly name: string;
  readonly type: "int" | "bool" | "string" | "list" | "object";
  /** The type of a list's elements, or which object, or how wide an integer. */
  readonly member: string;
  readonly required: boolean;
}

const SITES = { mainland: "mainland", international: "intl" } as const;
const folder = process.env.IMAGE_SCAN_METADATA;

describe("sandbox tencentcloud metadata", () => {
  before(function () {
    if (folder) return;
    console.log("      IMAGE_SCAN_METADATA names no folder of the vendors' metadata");
    this.skip();
  });

  for (const [site, name] of Object.entries(SITES)) {
    it(`has every parameter of every action of the ${site} site, and the sandbox has no others`, () => {
      const path = join(folder ?? "", `tencentcloud-tcss-${name}.json`);
      const metadata = JSON.parse(readFileSync(path, "utf8")) as Metadata;
      expect(ACTIONS).to.include.keys("DescribeAssetImageRegistryVulList", "DescribeAssetImageVulList");
      for (const [action, { fields }] of Object.entries(ACTIONS)) {
        const model = metadata.actions[action];
        if (!model) throw new Error(`the vendor has no ${action}`);
        compare(fields, model.input, action);
      }

      function compare(fields: Fields, object: string, path: string): void {
        const members = metadata.objects[object]?.members ?? [];
        const ours = Object.entries(fields).filter(([, { only }]) => (only ?? site) === site);
        expect(
          ours.map(([name]) => name),
          path,
        ).to.have.members(members.map((member) => member.name));
        for (const [name, field] of ours) {
          const member = members.find((member) => member.name === name);
          const where = `${path}.${name}`;
          if (!member) throw new Error(`the vendor has no ${where}`);
          expect(field.required === true, where).to.equal(member.required);
          expect(field.type === "uint64" ? "int" : field.type, where).to.equal(member.type);
          const inner = field.type === "list" ? field.of : field;
          if (inner.type === "object") compare(inner.fields, member.member, where);
          else expect(inner.type, where).to.equal(member.member);
        }
      }
    });
  }
});
