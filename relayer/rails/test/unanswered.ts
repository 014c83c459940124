import type { RailsFixture } from './fixture.ts';

const id = 'unanswered ';

/** Phones that ring, and on which nobody answers: the provider never has a result. Returns what adds and frees one. */
export function unansweredPhones({ deps: { rail } }: Pick<RailsFixture, 'deps'>) {
	const phones = new Set<string>();
	const { push, query } = rail;
	rail.push = async (request) =>
		phones.has(request.phone) ? { requestId: id + request.pushId, body: {} } : push(request);
	rail.query = async (requestId) =>
		requestId.startsWith(id) ? { state: 'pending', body: {} } : query!(requestId);
	return phones;
}
