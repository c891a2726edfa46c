"""The paper with which somebody who was approved collects the badge."""
