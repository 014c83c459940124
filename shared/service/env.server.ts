import { z } from 'zod';
import { PassaError } from '../errors.ts';

/**
 * Reads the environment once, at the start of a process. A wrong or missing variable ends it with the variable's name
 * and, from the schema's description, what was expected; its value is never printed.
 */
export function readEnv<S extends z.ZodRawShape>(shape: S): z.output<z.ZodObject<S>> {
	const parsed = z.object(shape).safeParse(process.env);
	if (parsed.success) return parsed.data;
	const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
	const expected = names.map((name) => `${name} must be ${shape[name] && descriptionOf(shape[name])}`);
	throw new PassaError('ENV_INVALID', `wrong environment: ${expected.join('; ')}`);
}

function descriptionOf(schema: z.core.$ZodType): string {
	return (schema as z.ZodType).description ?? 'set as the documentation says';
}
