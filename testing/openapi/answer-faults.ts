import { z } from 'zod';
import type { Answer, OddRequest } from './odd-requests.ts';
import type { Answers, Operation } from './operations.ts';

/** RFC 9457, as every service writes it. */
const problem = z.object({
	type: z.url(),
	title: z.string().min(1),
	status: z.int(),
	code: z.string().regex(/^[A-Z][A-Z0-9_]+$/),
	detail: z.string().min(1),
});
const problemType = 'application/problem+json';
/** Node itself refuses what it cannot take as a request, without a body. */
const ofServer = [400, 431];

/** What is wrong with an answer, by its operation's description; none if it is as described. */
export function answerFaults(operation: Operation, request: OddRequest, answer: Answer): string[] {
	if (answer.status >= 500) return [`a fault of the service: ${answer.status} ${answer.body.slice(0, 200)}`];
	if (ofServer.includes(answer.status) && answer.body === '') return [];
	const isOwn = request.method === operation.method || request.method === 'HEAD';
	if (!isOwn) return answer.status === 404 ? problemFaults(answer) : [`${answer.status} for another method`];
	return [...describedFaults(operation.answers, request, answer), ...problemFaults(answer)];
}

function describedFaults(answers: Answers, { method }: OddRequest, answer: Answer): string[] {
	const types = answers.get(answer.status);
	if (!types) return [`${answer.status} is not described`];
	if (method === 'HEAD' || types.size === 0) return answer.body === '' ? [] : ['a body where none belongs'];
	const schema = types.get(answer.type);
	if (!schema) return [`${answer.status} has the content type "${answer.type}", which is not described`];
	const { error } = schema.safeParse(jsonOf(answer.body));
	return error ? [`${answer.status} does not fit its schema: ${issuesOf(error)}`] : [];
}

function problemFaults(answer: Answer): string[] {
	if (answer.status < 400 || answer.body === '') return [];
	if (answer.type !== problemType) return [`${answer.status} is no problem but "${answer.type}"`];
	const { data, error } = problem.safeParse(jsonOf(answer.body));
	if (error) return [`${answer.status} is no problem of RFC 9457: ${issuesOf(error)}`];
	return data.status === answer.status ? [] : [`a problem says ${data.status} under ${answer.status}`];
}

const issuesOf = (error: z.ZodError): string =>
	error.issues
		.slice(0, 3)
		.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
		.join(' · ');

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
