import { render } from "preact";
import { App } from "./app";
import { listenToKeys } from "./keys";
import { takeToken } from "./server";

takeToken();
listenToKeys();
const page = document.getElementById("page")!;
page.replaceChildren();
render(<App />, page);
