// Ajv: tells for each document true, or where it breaks the schema. node validate.mjs SCHEMA DOCUMENT...
import Ajv from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'

const [schema, ...documents] = process.argv.slice(2).map((path) => JSON.parse(readFileSync(path)))
const validate = new Ajv().compile(schema)
console.log(JSON.stringify(documents.map((one) => validate(one) || validate.errors[0].instancePath)))
