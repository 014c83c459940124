import type { Role } from '#shared/roles.ts';
import { type Guarded, guard } from '#shared/service/guard.server.ts';
import { failed, resource } from '#shared/service/problems.server.ts';
import { ownSession } from '#shared/session.server.ts';
import { callerTokens } from '../../api/caller-tokens.ts';
import type { RailsFixture } from '../../rails/test/fixture.ts';
import { reviewRoutes } from '../routes.ts';

export const supportToken = 'support-token-of-this-test';

// biome-ignore lint/suspicious/noExplicitAny: answers of many shapes
export type Answer = { status: number; body: any };

/** People of support who ask and decide. A token is `person.session`: each session of a person has one of its own. */
export function decidersOf({ db, seal, clock, log }: RailsFixture) {
	const made = resource<Guarded>();
	made.onError(failed(log));
	made.use(
		guard('relayer', async (token) => {
			const [person, session] = token.split('.');
			if (!session) return (await callerTokens(undefined, supportToken)).session(token);
			return ownSession(`account of ${person}`, ['support' as Role]);
		}),
	);
	const app = made.route('/v1', reviewRoutes({ db, seal, clock, log }));

	async function request(path: string, token: string, body?: unknown): Promise<Answer> {
		const response = await app.request(`/v1/review${path}`, {
			headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
			...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
		});
		return { status: response.status, body: await response.json() };
	}
	/** Decides for the cost that the case shows, unless another is given. */
	async function decide(id: string, token: string, decision = 'issue', more = {}): Promise<Answer> {
		const costKes = (await choiceOf(id, token, decision))?.costKes ?? '0';
		return request(`/${id}/decision`, token, { decision, note: 'seen', costKes, ...more });
	}
	const answerOf = async (work: Promise<Answer>) => {
		const { status, body } = await work;
		return body.code ?? String(status);
	};
	const choiceOf = async (id: string, token: string, decision = 'issue') =>
		(await request(`/${id}`, token)).body.choices.find(
			(each: { decision: string }) => each.decision === decision,
		);
	return { request, decide, answerOf, choiceOf };
}
