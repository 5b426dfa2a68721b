import { expect } from "chai";
import { resource } from "../../provider";
import type { Handlers } from "../../provider/core/resource";
import { dynamicProvider } from "../../provider/host/dynamic";

describe("what a resource logs in Pulumi's provider process", () => {
  const { log } = console;
  afterEach(() => {
    console.log = log;
  });

  it("is printed without what steers a terminal", () => {
    const lines: unknown[] = [];
    console.log = (line: unknown) => void lines.push(line);
    dynamicProvider({
      ...resource("scanGate"),
      handlers: (context): Handlers => {
        context.host.log("team/api\u001b[2J: followed");
        return resource("scanGate").handlers(context);
      },
    });
    expect(lines).to.deep.equal(["team/api\ufffd[2J: followed"]);
  });
});
