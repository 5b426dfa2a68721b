import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { expect } from "chai";
import { root } from "../package/installed";
import { type Page, pageOf, pages } from "./pages";

/** Why a link of a page leads nowhere; nothing of one that does not, or that leaves the repository. */
function broken({ path }: Page, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? path : posix.join(posix.dirname(path), file);
  if (target.startsWith("..") || !existsSync(join(root, target))) return `${path}: ${link}: no such file`;
  if (anchor === undefined) return undefined;
  const page = pages.find((one) => one.path === target);
  if (page?.anchors.has(anchor)) return undefined;
  return `${path}: ${link}: no such heading`;
}

describe("The pages", () => {
  it("have links that lead somewhere, to a heading too where they name one", () => {
    const links = pages.flatMap((page) => page.links.map((link) => [page, link] as const));
    expect(links.length).to.be.at.least(50);
    expect(links.flatMap(([page, link]) => broken(page, link) ?? [])).to.deep.equal([]);
  });

  it("can all be found from the table of contents, and the references' from theirs", () => {
    for (const folder of ["docs", "docs/reference", "docs/guides", "docs/adr"]) {
      const contents = pages.find(({ path }) => path === `${folder}/README.md`);
      const from = contents ?? pages.find(({ path }) => path === "docs/README.md");
      const listed = from?.links.map((link) => posix.join(posix.dirname(from.path), link));
      const there = pages
        .map(({ path }) => path)
        .filter((path) => posix.dirname(path) === folder && path !== from?.path);
      expect(listed, folder).to.include.members(there);
    }
  });

  it("are read as code hosts read them: headings, links, and neither in code", () => {
    const page = pageOf(
      "page.md",
      ["# `a.B` of it", "[x](other.md#a)", "```sh", "# no [y](z)", "```", "## Same", "## Same", ""].join(
        "\n",
      ),
    );
    expect([...page.anchors]).to.deep.equal(["ab-of-it", "same", "same-1"]);
    expect(page.links).to.deep.equal(["other.md#a"]);
    expect(page.blocks).to.deep.equal([{ language: "sh", text: "# no [y](z)\n", line: 4 }]);
    expect(broken(page, "README.md#try-it")).to.equal(undefined);
    expect(broken(page, "README.md#try-ti")).to.match(/no such heading$/);
    expect(broken(page, "READYOU.md")).to.match(/no such file$/);
  });
});
