type Answer = { description: string; content?: { 'application/problem+json': { schema: { $ref: string } } } };
type Operation = { parameters?: unknown[]; requestBody?: unknown; responses?: { [status: string]: unknown } };
type Options = {
	/** The guard reads tokens, also where a route needs none: it refuses a bad one. */
	readsTokens?: boolean;
	/** Paths that begin so carry an ETag, and answer GET with 304 where the asker has that answer. */
	tagged?: string;
};

const problem = (description: string): Answer => ({
	description,
	content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});
const notModified = { description: 'The answer is still the one that If-None-Match names.' };
const malformed = problem('The request is not well formed.');
const badToken = problem('The token is not valid.');
const tooLarge = problem('The body is too large.');
const headTooLarge = { description: 'The address and the headers are too large together.' };
const fault = problem('Not now: try again.');

/**
 * Adds to a service's OpenAPI document what no route answers itself: the server, the middleware or the handler of
 * errors does, in front of each route. What a route describes of its own stays.
 */
export function describeRefusals<Document extends object>(
	document: Document,
	{ readsTokens = false, tagged }: Options = {},
): Document {
	const { paths = {} } = document as { paths?: { [path: string]: { [method: string]: Operation } } };
	for (const [path, methods] of Object.entries(paths)) {
		for (const [method, operation] of Object.entries(methods)) {
			const hasBody = operation.requestBody !== undefined;
			const hasInput = hasBody || (operation.parameters ?? []).length > 0;
			operation.responses = {
				...(tagged !== undefined && method === 'get' && path.startsWith(tagged) && { 304: notModified }),
				...(hasInput && { 400: malformed }),
				...(hasBody && { 413: tooLarge }),
				...(readsTokens && { 401: badToken }),
				431: headTooLarge,
				503: fault,
				...operation.responses,
			};
		}
	}
	return document;
}
