/**
 * An error that people and programs may see: a stable code, what happened, and what to do. A function's exported error
 * type is a union of these: `PassaError<'A' | 'B'>`.
 */
export class PassaError<Code extends string = string> extends Error {
	readonly code: Code;
	readonly status: number;
	readonly detail: Record<string, unknown>;

	constructor(
		code: Code,
		message: string,
		options: { status?: number; cause?: unknown; detail?: Record<string, unknown> } = {},
	) {
		super(message, { cause: options.cause });
		this.name = 'PassaError';
		this.code = code;
		this.status = options.status ?? 400;
		this.detail = options.detail ?? {};
	}
}

/** RFC 9457. `field` is the path of the request's field that is wrong, if it is one: `content.tiers.0.price`. */
export type Problem = {
	type: string;
	title: string;
	status: number;
	code: string;
	detail: string;
	field?: string;
};

export const problem = (error: PassaError): Problem => ({
	type: `https://passa.example/problems/${error.code.toLowerCase()}`,
	title: error.code,
	status: error.status,
	code: error.code,
	detail: error.message,
	...(typeof error.detail.field === 'string' ? { field: error.detail.field } : {}),
});
