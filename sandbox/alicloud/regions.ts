/** The regions whose images SAS scans. */
const SUPPORTED = new Set([
  "cn-qingdao",
  "cn-beijing",
  "cn-zhangjiakou",
  "cn-huhehaote",
  "cn-wulanchabu",
  "cn-shenzhen",
  "cn-heyuan",
  "cn-guangzhou",
  "cn-hangzhou",
  "cn-shanghai",
  "cn-chengdu",
  "cn-hongkong",
  "cn-beijing-finance-1",
  "cn-shanghai-finance-1",
  "cn-shenzhen-finance-1",
  "cn-north-2-gov-1",
  "ap-northeast-1",
  "ap-northeast-2",
  "ap-southeast-1",
  "ap-southeast-3",
  "ap-southeast-5",
  "ap-southeast-6",
  "ap-southeast-7",
  "eu-central-1",
  "eu-west-1",
  "us-east-1",
  "us-west-1",
]);

export function isSupported(regionId: string): boolean {
  return SUPPORTED.has(regionId);
}
