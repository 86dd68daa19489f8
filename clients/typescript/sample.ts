/**
 * A small typed client of Jalon: log in, walk every page of the participants, record an hour of work.
 *
 * The types come from the contract (`scripts/contract` writes schema.d.ts from openapi/jalon.v1.json), so that a
 * wrong path, parameter or member does not compile.
 */
import createClient, { type Middleware } from "openapi-fetch";
import type { components, paths } from "./schema";

type Problem = components["schemas"]["Problem"];
type Participant = components["schemas"]["ParticipantView"];
type TimeRecord = components["schemas"]["TimeRecordView"];

/** A refusal of the server, with the code that names its rule. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(`${problem.code}: ${problem.detail ?? problem.title}`);
  }
}

function answered<T>(answer: { data?: T; error?: unknown }): T {
  if (answer.data === undefined) throw new Refused(answer.error as Problem);
  return answer.data;
}

/** Opens a session and answers a client that sends its token. */
export async function login(baseUrl: string, email: string, password: string) {
  const client = createClient<paths>({ baseUrl });
  const session = answered(await client.POST("/v1/auth/sessions", { body: { email, password } }));
  const withToken: Middleware = {
    onRequest({ request }) {
      request.headers.set("Authorization", `Bearer ${session.access_token}`);
      return request;
    },
  };
  client.use(withToken);
  return client;
}

export type Jalon = Awaited<ReturnType<typeof login>>;

/** Every participant the caller may see, page after page. */
export async function* participants(jalon: Jalon): AsyncGenerator<Participant> {
  let cursor: string | undefined;
  do {
    const query = cursor === undefined ? { limit: 100 } : { limit: 100, cursor };
    const page = answered(await jalon.GET("/v1/participants", { params: { query } }));
    yield* page.items;
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

/** Records time spent with one participant. The key makes a retry after a lost answer harmless. */
export async function recordTime(
  jalon: Jalon,
  record: components["schemas"]["TimeRecordIn"],
  idempotencyKey: string,
): Promise<TimeRecord> {
  return answered(
    await jalon.POST("/v1/time-records", {
      params: { header: { "Idempotency-Key": idempotencyKey } },
      body: record,
    }),
  );
}
