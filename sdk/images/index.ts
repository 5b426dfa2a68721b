export { type PinOptions, pin } from "./pin";
