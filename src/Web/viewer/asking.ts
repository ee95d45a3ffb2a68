/** A question to the server that is asked again and again. */

export interface Question<T> {
  readonly ask: () => Promise<T>;
  /** Told each answer; says after how many ms it is asked again. */
  readonly answered: (answer: T) => number;
  /** Told why there was no answer; says the same, or null to ask no more. */
  readonly failed: (error: unknown) => number | null;
}

/** Asks at once and then on; what is returned ends it: nothing is told any more. */
export function askOn<T>({ ask, answered, failed }: Question<T>): () => void {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let ended = false;
  const again = (after: number | null) => {
    if (after !== null) timer = setTimeout(() => void once(), after);
  };
  const once = async () => {
    let answer: T;
    try {
      answer = await ask();
    } catch (error) {
      if (!ended) again(failed(error));
      return;
    }
    if (!ended) again(answered(answer));
  };
  void once();
  return () => {
    ended = true;
    if (timer) clearTimeout(timer);
  };
}
