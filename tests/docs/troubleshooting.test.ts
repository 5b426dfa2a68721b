import { expect } from "chai";
import { kindOfCode as alicloud } from "../../provider/clouds/alicloud/errors";
import { kindOfCode as huaweicloud } from "../../provider/clouds/huaweicloud/errors";
import { kindOfCode as tencentcloud } from "../../provider/clouds/tencentcloud/errors";
import type { ErrorKind } from "../../provider/core/errors";
import { kinds, message } from "./messages";
import { pages } from "./pages";

const page = pages.find(({ path }) => path === "docs/guides/troubleshooting.md");
const parts = new Map(page?.text.split(/^## /m).map((part) => [part.split("\n", 1)[0], part] as const));

/** Of the row of a vendor in the table of codes: the kind, and its codes. */
function codes(vendor: string): { kind: string; code: string }[] {
  const table = parts.get("By the vendor's code") ?? "";
  const column = table
    .split("\n")
    .find((line) => line.startsWith("| kind"))
    ?.split(" | ")
    .findIndex((cell) => cell.startsWith(vendor));
  return table
    .split("\n")
    .filter((line) => /^\| \[/.test(line))
    .flatMap((line) => {
      const cells = line.split(" | ");
      const kind = /\[(\w+)\]/.exec(cells[0] ?? "")?.[1] ?? "";
      return [...(cells[column ?? -1] ?? "").matchAll(/`([^`]+)`/g)].map(([, code]) => ({
        kind,
        code: code ?? "",
      }));
    });
}

describe("The troubleshooting page", function () {
  this.timeout(60_000);

  it("has a part for each kind of error, and for no other", () => {
    const named = [...parts.keys()].filter((heading) => /^[A-Z][A-Za-z]+$/.test(heading ?? ""));
    expect(named).to.have.members(kinds);
  });

  for (const kind of kinds) {
    it(`shows what ${kind} says today`, async () => {
      const shown = /^```text\n([\s\S]*?)\n```$/m.exec(parts.get(kind) ?? "")?.[1];
      expect(shown).to.equal(await message(kind));
    });
  }

  for (const [vendor, kindOf] of Object.entries({
    "Tencent Cloud": tencentcloud,
    "Alibaba Cloud": (code: string): ErrorKind => alicloud(code, 400),
    "Huawei Cloud": (code: string): ErrorKind => huaweicloud(code, 400),
  })) {
    it(`puts ${vendor}'s codes to the kind that they have`, () => {
      const listed = codes(vendor);
      expect(listed.length).to.be.at.least(10);
      for (const { kind, code } of listed) expect(`${code}: ${kindOf(code)}`).to.equal(`${code}: ${kind}`);
    });
  }
});
