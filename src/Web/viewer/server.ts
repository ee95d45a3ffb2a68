/** Requests to the server that this page came from; to nobody else. */

const tokenKey = "movie-data-token";
let token = "";

/** An answer that is not what was asked for; its message is the server's own line. */
export class AnswerError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
  }
}

/** Takes the token out of the address into memory, so that the address can be copied without it. */
export function takeToken(): void {
  const given = /^#token=([A-Za-z0-9_-]+)(?:&(.*))?$/.exec(window.location.hash);
  if (given) {
    token = given[1]!;
    history.replaceState(null, "", `${window.location.pathname}#${given[2] ?? ""}`);
    remember(token);
  } else {
    token = remembered();
  }
}

/** Address of what belongs to a sample: its film and its frame are two segments, percent-encoded. */
export function samplePath(id: string, rest = ""): string {
  const cut = id.lastIndexOf("/");
  return `/api/samples/${encodeURIComponent(id.slice(0, cut))}/${encodeURIComponent(id.slice(cut + 1))}${rest}`;
}

export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  return await (await ask("GET", path, undefined, signal)).json() as T;
}

export async function getBlob(path: string, signal?: AbortSignal): Promise<Blob> {
  return await (await ask("GET", path, undefined, signal)).blob();
}

export async function send<T>(method: "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
  const answer = await ask(method, path, body);
  const text = await answer.text();
  return (text ? JSON.parse(text) : null) as T;
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** One line for a person. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

async function ask(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { "X-MovieData-Token": token };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer: Response;
  try {
    answer = await fetch(path, {
      method,
      headers,
      signal: signal ?? null,
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new AnswerError(0, "The viewer does not answer. Start `movie-data view` again and open its address.");
  }
  if (answer.ok) return answer;
  throw new AnswerError(answer.status, await reason(answer));
}

async function reason(answer: Response): Promise<string> {
  if (answer.status === 401) return "This address has no valid token: open the address that `movie-data view` printed.";
  try {
    const document = await answer.json() as { error?: unknown };
    if (typeof document.error === "string") return document.error;
  } catch {
    // Not JSON: the status says enough.
  }
  return `The server answered ${answer.status}.`;
}

function remember(value: string): void {
  try {
    window.sessionStorage.setItem(tokenKey, value);
  } catch {
    // Without storage the page works until it is loaded again.
  }
}

function remembered(): string {
  try {
    return window.sessionStorage.getItem(tokenKey) ?? "";
  } catch {
    return "";
  }
}
