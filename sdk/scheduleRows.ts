// Made from the provider's field rows by `npm run generate`: edit those.

/** What an input of a cloud's schedule takes, as far as it can be told without the provider. */
export interface ScheduleRow {
  readonly required?: true;
  /** What is allowed, in words. */
  readonly range: string;
  /** Nothing but these: of a set, its elements. */
  readonly values?: readonly (string | number)[];
  readonly least?: number;
  readonly most?: number;
  /** It takes whole hours, which are whole in this zone. */
  readonly wholeHoursIn?: string;
}

/** The schedules of registry images: their inputs, and of which of these just one is given. */
export const scheduleRows: Readonly<
  Record<
    "alicloud" | "huaweicloud" | "tencentcloud",
    {
      readonly alternatives: readonly (readonly string[])[];
      readonly inputs: Readonly<Record<string, ScheduleRow>>;
    }
  >
> = {
  "alicloud": {
    "alternatives": [
      [
        "everyDays",
        "everyHours"
      ]
    ],
    "inputs": {
      "enabled": {
        "range": "boolean"
      },
      "everyDays": {
        "range": "a whole number from 1 up",
        "least": 1
      },
      "everyHours": {
        "range": "a whole number from 1 up",
        "least": 1
      },
      "startTime": {
        "required": true,
        "range": "a time of day, `HH:mm` from `00:00` to `23:59`",
        "wholeHoursIn": "Asia/Shanghai"
      },
      "endTime": {
        "required": true,
        "range": "a time of day, `HH:mm` from `00:00` to `23:59`",
        "wholeHoursIn": "Asia/Shanghai"
      },
      "timeZone": {
        "range": "an IANA time zone without daylight saving, such as `Asia/Shanghai`"
      },
      "firstDate": {
        "range": "a date, `YYYY-MM-DD`"
      },
      "adopt": {
        "range": "boolean"
      },
      "onDelete": {
        "range": "`restore`, `disable`",
        "values": [
          "restore",
          "disable"
        ]
      },
      "profile": {
        "range": "the name of a profile"
      },
      "site": {
        "range": "`mainland`, `international`",
        "values": [
          "mainland",
          "international"
        ]
      }
    }
  },
  "huaweicloud": {
    "alternatives": [],
    "inputs": {
      "enabled": {
        "range": "boolean"
      },
      "everyDays": {
        "required": true,
        "range": "`3`, `7`, `14`",
        "values": [
          3,
          7,
          14
        ]
      },
      "scanTypes": {
        "range": "at least one of: `baseline`, `malware`, `sensitiveInfo`, `softwareCompliance`, `vulnerability`; order and duplicates mean nothing",
        "values": [
          "baseline",
          "malware",
          "sensitiveInfo",
          "softwareCompliance",
          "vulnerability"
        ]
      },
      "registries": {
        "required": true,
        "range": "`all`, or a set of at least one registry (order and duplicates mean nothing), each a registry's name, or its id, as HSS lists them"
      },
      "updatedWithinDays": {
        "range": "`0`, `1`, `3`, `7`",
        "values": [
          0,
          1,
          3,
          7
        ]
      },
      "imagesPerHour": {
        "range": "a whole number from 0 to 1000",
        "least": 0,
        "most": 1000
      },
      "adopt": {
        "range": "boolean"
      },
      "onDelete": {
        "range": "`restore`, `disable`",
        "values": [
          "restore",
          "disable"
        ]
      },
      "profile": {
        "range": "the name of a profile"
      },
      "region": {
        "range": "a region, such as `ap-southeast-1`"
      },
      "projectId": {
        "range": "a project's id, 32 hexadecimal digits"
      },
      "enterpriseProjectId": {
        "range": "an enterprise project's id, or `0`"
      }
    }
  },
  "tencentcloud": {
    "alternatives": [
      [
        "images",
        "filter",
        "all",
        "recommended"
      ]
    ],
    "inputs": {
      "enabled": {
        "range": "boolean"
      },
      "everyDays": {
        "required": true,
        "range": "a whole number from 1 to 3650",
        "least": 1,
        "most": 3650
      },
      "startTime": {
        "required": true,
        "range": "a time of day, `HH:mm` from `00:00` to `23:59`"
      },
      "endTime": {
        "range": "a time of day, `HH:mm` from `00:00` to `23:59`"
      },
      "timeZone": {
        "range": "an IANA time zone without daylight saving, such as `Asia/Shanghai`"
      },
      "scanTypes": {
        "range": "at least one of: `vulnerability`, `malware`, `sensitiveInfo`; order and duplicates mean nothing",
        "values": [
          "vulnerability",
          "malware",
          "sensitiveInfo"
        ]
      },
      "adopt": {
        "range": "boolean"
      },
      "onDelete": {
        "range": "`restore`, `disable`",
        "values": [
          "restore",
          "disable"
        ]
      },
      "profile": {
        "range": "the name of a profile"
      },
      "site": {
        "range": "`mainland`, `international`",
        "values": [
          "mainland",
          "international"
        ]
      },
      "images": {
        "range": "a set of at least one image (order and duplicates mean nothing), each a reference such as \"team/api:1.4\" or \"ccr.ccs.tencentyun.com/team/api@sha256:…\", TCSS's `{ id }`, or `{ namespace, name, tag?, digest?, registryType?, instanceId?, instanceName? }`"
      },
      "filter": {
        "range": "at least one of `registryTypes`, `namespaces`, `latest`, `containerRunning`"
      },
      "all": {
        "range": "`true`, or left out"
      },
      "recommended": {
        "range": "`true`, or left out"
      },
      "excludeImages": {
        "range": "a set of at least one image (order and duplicates mean nothing), each a reference such as \"team/api:1.4\" or \"ccr.ccs.tencentyun.com/team/api@sha256:…\", TCSS's `{ id }`, or `{ namespace, name, tag?, digest?, registryType?, instanceId?, instanceName? }`"
      }
    }
  }
};
