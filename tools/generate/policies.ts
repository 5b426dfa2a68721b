import type { Description } from "../../provider/core/resource";
import { prose } from "./prose";

/** A policy of a vendor's access control, and what is to be known of it. */
interface Policy {
  readonly words: string;
  readonly document: object;
}

/** The policy that allows what a resource calls, as Markdown; nothing for a resource without a cloud of its own. */
export function policySection({ cloud, permissions }: Description): string {
  if (cloud === undefined) return "";
  const { words, document } = policies[cloud](permissions);
  return `${prose(words)}\n\n\`\`\`json\n${JSON.stringify(document, null, 2)}\n\`\`\``;
}

const policies: Readonly<Record<NonNullable<Description["cloud"]>, (actions: readonly string[]) => Policy>> =
  {
    tencentcloud: (actions) => ({
      words:
        "As a policy of CAM, just these. Uncertain: whether TCSS can be narrowed to single resources, which its documents " +
        "do not say.",
      document: {
        version: "2.0",
        statement: [{ effect: "allow", action: actions, resource: ["*"] }],
      },
    }),
    alicloud: (actions) => {
      const onCycleTasks = actions.every((action) => /CycleTask(List)?$/.test(action));
      return {
        words: onCycleTasks
          ? "As a policy of RAM, just these, on cycle tasks alone."
          : "As a policy of RAM, just these. Security Center cannot narrow them to single resources.",
        document: {
          Version: "1",
          Statement: [
            {
              Effect: "Allow",
              Action: actions,
              Resource: onCycleTasks ? "acs:yundun-sas:*:*:cycletask/*" : "*",
            },
          ],
        },
      };
    },
    huaweicloud: () => ({
      words:
        "These are the names of HSS's operations. IAM has no actions of these names: with identity policies, HSS's pages say, " +
        "an operation on images needs none, and its list of actions for roles and policies has none for them. Uncertain, " +
        "therefore: the policy below allows the families that such actions belong to elsewhere in HSS; should it not do, " +
        "there is the system's `HSS FullAccess`.",
      document: {
        Version: "1.1",
        Statement: [{ Effect: "Allow", Action: ["hss:*:get", "hss:*:list", "hss:*:set"] }],
      },
    }),
  };
