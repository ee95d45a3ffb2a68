import { render } from "preact";

render(<p>audit</p>, document.getElementById("page")!);
