/** A reason why a draft cannot be published. `path` names the field of the content: `tiers.0.price`. `name`: of the payee. */
export type DraftProblem = { path: string; code: string; message: string; name?: string };
