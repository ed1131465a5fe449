"""Measure the grader: …"""
