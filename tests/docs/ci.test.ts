import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parseDocument } from "yaml";
import { root } from "../package/installed";
import { pages } from "./pages";

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, { readonly steps: readonly Step[]; readonly permissions?: object }>>;
}

const textOf = (path: string) => readFileSync(join(root, path), "utf8");

/** A file, which must be YAML in which nothing is wrong or warned of. */
function parsed<T>(path: string): T {
  const document = parseDocument(textOf(path), { strict: true });
  expect(
    [...document.errors, ...document.warnings].map(({ message }) => message),
    path,
  ).to.deep.equal([]);
  return document.toJS() as T;
}

const stepsOf = ({ jobs }: Workflow) => Object.values(jobs).flatMap(({ steps }) => steps);
const github = "examples/ci/github-actions.yml";
const gitlab = "examples/ci/gitlab-ci.yml";
const release = ".github/workflows/release.yml";

describe("The pipelines", () => {
  it("stand in the guide as they stand in the files", () => {
    const guide = pages.find(({ path }) => path === "docs/guides/drift-review.md");
    const shown = guide?.blocks.filter(({ language }) => language === "yaml").map(({ text }) => text);
    expect(shown).to.deep.equal([github, gitlab].map(textOf));
  });

  it("of GitHub review a pull request, and look every night whether anybody changed something", () => {
    const workflow = parsed<Workflow>(github);
    expect(Object.keys(workflow.on)).to.have.members(["pull_request", "schedule"]);
    const commands = stepsOf(workflow).map(({ run = "" }) => run);
    const plans = commands.filter((run) => /^pulumi preview --refresh --diff .*"\$@"/m.test(run));
    expect(plans).to.have.length(1);
    expect(plans[0]).to.contain(
      'if [ "$GITHUB_EVENT_NAME" = schedule ]; then set -- --expect-no-changes; fi\n',
    );
    expect(commands.some((run) => run.includes("gh pr comment"))).to.equal(true);
    expect(commands.filter((run) => /pulumi (up|destroy|refresh)\b/.test(run))).to.deep.equal([]);
  });

  it("of GitLab do the same", () => {
    const {
      default: _,
      stages: __,
      variables: ___,
      ...jobs
    } = parsed<Record<string, { rules?: { if: string }[]; script?: string[] }>>(gitlab);
    const scripts = Object.values(jobs).map(({ script = [] }) => script.join("\n"));
    expect(scripts.filter((run) => /^pulumi preview --refresh --diff /m.test(run))).to.have.length(2);
    expect(scripts.filter((run) => run.includes("--expect-no-changes"))).to.have.length(1);
    const rules = Object.values(jobs).flatMap(({ rules: of = [] }) => of.map((rule) => rule.if));
    expect(rules).to.have.members([
      '$CI_PIPELINE_SOURCE == "merge_request_event"',
      '$CI_PIPELINE_SOURCE == "schedule"',
    ]);
  });

  it("give keys to no step but those that speak to a vendor, and to none of a fork", () => {
    const workflow = parsed<Workflow>(github);
    for (const { uses, run = "", env = {} } of stepsOf(workflow)) {
      const secrets = Object.values(env).filter((value) => value.includes("secrets."));
      if (uses !== undefined || !/^pulumi /m.test(run)) expect(secrets, run).to.deep.equal([]);
      else expect(secrets).to.not.be.empty;
    }
    expect(textOf(github)).to.contain("github.event.pull_request.head.repo.full_name == github.repository");
  });

  it("use official actions only, name no host, and put nothing that others write into a shell", () => {
    for (const path of [github, release]) {
      for (const { uses, run = "" } of stepsOf(parsed<Workflow>(path))) {
        if (uses !== undefined)
          expect(uses).to.match(/^(actions\/(checkout|setup-node|setup-go)|pulumi\/actions)@v\d+$/);
        expect(run, path).to.not.contain("${{");
      }
    }
    for (const path of [github, gitlab, release]) expect(textOf(path), path).to.not.match(/https?:\/\//);
  });

  it("of a release publish what was tested, by a tag, with provenance and without a token", () => {
    const workflow = parsed<Workflow>(release);
    expect(workflow.on).to.deep.equal({ push: { tags: ["v*"] } });
    expect(workflow.permissions).to.deep.equal({ contents: "read", "id-token": "write" });
    const commands = stepsOf(workflow).flatMap(({ run = "" }) => run.trim().split("\n"));
    const order = [
      "npm cit",
      'npm run releasable -- "$GITHUB_REF_NAME"',
      "npm publish --provenance --access public",
    ];
    expect(commands.filter((command) => order.includes(command))).to.deep.equal(order);
    expect(commands.at(-1)).to.equal(order.at(-1));
    expect(textOf(release)).to.not.match(/secrets\.|TOKEN/);
  });
});
