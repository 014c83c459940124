import { problems as described } from '#shared/service/problems.server.ts';

/** The problems that every read may answer with, for its description. */
export const problems = described(400, 404, 503);
