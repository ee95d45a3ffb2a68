// Holds objects of Kubernetes (a JSON array in the file named) against the JSON schema of its API; prints what is wrong
// with each as one JSON document.
import { readFileSync } from 'node:fs'
import { Job } from 'kubernetes-models/batch/v1/Job'
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap'
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim'

const kinds = { ConfigMap, Job, PersistentVolumeClaim }
const faultOf = object => {
  try {
    new kinds[object.kind](object).validate()
    return ''
  } catch (error) {
    return error.message
  }
}
console.log(JSON.stringify(JSON.parse(readFileSync(process.argv[2], 'utf8')).map(faultOf)))
