/** A refusal in Horizon's form: RFC 7807, with a `type` under stellar.org. */
export class Problem extends Error {
	readonly status: number;
	readonly body: object;

	constructor(kind: string, title: string, status: number, detail: string, extras?: object) {
		super(detail);
		this.status = status;
		const type = `https://stellar.org/horizon-errors/${kind}`;
		this.body = { type, title, status, detail, ...(extras ? { extras } : {}) };
	}
}

export const notFound = (): Problem =>
	new Problem(
		'not_found',
		'Resource Missing',
		404,
		'There is nothing at this address: the path is unknown, or the ledger has no such entry.',
	);

export const badRequest = (field: string, reason: string): Problem =>
	new Problem('bad_request', 'Bad Request', 400, 'The request you sent was invalid in some way.', {
		invalid_field: field,
		reason,
	});
