import { appConfig } from "../../tools/app.ts";

export default appConfig("console");
